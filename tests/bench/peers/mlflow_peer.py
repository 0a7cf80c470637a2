#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Logs runs by MLflow's own client as bench_tracking does: usage mlflow_peer.py URI RUNS METRICS [PARAMS ARTIFACTS KILOBYTES]

A run is create_run, log_batch of at most 1,000 values at a time, log_artifacts and set_terminated. Prints the new experiment's
name and the seconds; importing MLflow, opening the store (and with it making its tables) and making the experiment are left out.
"""
import json
import math
import pathlib
import sys
import time

from mlflow import MlflowClient
from mlflow.entities import Metric, Param

uri, runs, points = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
params, artifacts, kilobytes = map(int, sys.argv[4:7]) if len(sys.argv) > 4 else (0, 0, 0)
HISTORIES = 10
BETWEEN_RUNS = 600_000  # milliseconds
start = int(time.time() * 1000)
pathlib.Path("files").mkdir(exist_ok=True)
for i in range(artifacts):
    pathlib.Path(f"files/artifact_{i}.bin").write_bytes(bytes([ord("a") + i]) * kilobytes * 1000)


def made(number):
    """A run's beginning, points and parameters."""
    begun = start + number * BETWEEN_RUNS
    metrics = [Metric(f"metric_{i % HISTORIES}", math.sin(i + 0.1 * number), begun + i // HISTORIES, i // HISTORIES)
               for i in range(points)]
    return begun, metrics, [Param(f"param_{i}", f"{0.1 * i:f}") for i in range(params)]


client = MlflowClient(uri)
experiment = f"mlflow_peer {time.time_ns()}"
experiment_id = client.create_experiment(experiment)
values = [made(number) for number in range(runs)]
begin = time.perf_counter()
for number, (begun, metrics, pairs) in enumerate(values):
    run_id = client.create_run(experiment_id, start_time=begun, run_name=f"run {number}").info.run_id
    room = 1000 - len(pairs)  # of one call, for all that it carries
    client.log_batch(run_id, metrics=metrics[:room], params=pairs)
    for at in range(room, len(metrics), 1000):
        client.log_batch(run_id, metrics=metrics[at:at + 1000])
    if artifacts:
        client.log_artifacts(run_id, "files")
    client.set_terminated(run_id)
print(json.dumps({"experiment": experiment, "seconds": time.perf_counter() - begin}))
