#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Opens a journal file with Optuna and reads all trials of its study; prints the seconds, imports left out.

usage: optuna_open.py JOURNAL
"""
import json
import sys
import time
import warnings

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
begin = time.perf_counter()
study = optuna.load_study(study_name=None, storage=JournalStorage(JournalFileBackend(sys.argv[1])))
trials = study.get_trials(deepcopy=False)
print(json.dumps({"seconds": time.perf_counter() - begin, "trials": len(trials)}))
