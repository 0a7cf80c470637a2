#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Evidently's report of drift on two files of numbers, as its documentation has it: usage drift_peer.py REFERENCE CURRENT HTML

Prints the seconds of reading, of the report and of its HTML, and the peak memory.
"""
import json
import resource
import sys
import time

start = time.perf_counter()
import evidently
import pandas
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

imported = time.perf_counter()
reference, current = (pandas.read_csv(path) for path in sys.argv[1:3])
columns = [name for name in reference if name not in ("time", "date", "target")]
read = time.perf_counter()
definition = DataDefinition(numerical_columns=columns)
snapshot = Report([DataDriftPreset(num_method="psi")]).run(Dataset.from_pandas(current[columns], definition),
                                                           Dataset.from_pandas(reference[columns], definition))
reported = time.perf_counter()
snapshot.save_html(sys.argv[3])
print(json.dumps({"version": evidently.__version__, "import": imported - start, "read": read - imported,
                  "report": reported - read, "html": time.perf_counter() - reported,
                  "peak_bytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
