#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Studies of mlpipe in Python's Optuna, its dashboard, and the other way round.

    optuna_python.py MLPIPE WORK_FOLDER [PART...]

Run with a Python that has optuna, optuna-dashboard and redis (optuna_interop.sh sees to that). Without
PART, all of them. Exit status 0 if every one agrees.
"""
import pathlib
import sys
import time
import traceback
import warnings

import optuna

import optuna_crowd
import optuna_joining
import optuna_reading

PARTS = {
    "read": optuna_reading.read_studies,
    "dashboard": optuna_reading.serve_study,
    "resume": optuna_joining.resume_in_turn,
    "learn": optuna_joining.learn_from_optuna,
    "begun": optuna_joining.begun_in_python,
    "queue": optuna_joining.queued_in_python,
    "killed": optuna_joining.killed_worker,
    "crowd": optuna_crowd.crowd_on_file,
    "redis": optuna_crowd.crowd_on_redis,
}


def main():
    mlpipe, work, *wanted = sys.argv[1:]
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.simplefilter("ignore")
    failed = []
    for name in wanted or PARTS:
        began = time.monotonic()
        print(f"{name}: {PARTS[name].__doc__.splitlines()[0]}", flush=True)
        try:
            PARTS[name](mlpipe, pathlib.Path(work) / name)
            print(f"  agrees, {time.monotonic() - began:.1f} s", flush=True)
        except Exception:
            traceback.print_exc()
            failed.append(name)
    print(f"FAILED: {', '.join(failed)}" if failed else "all parts agree")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
