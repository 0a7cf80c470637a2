#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""One suggestion of Optuna's TPE in the 8 dimensions of bench_optimize.cpp ("mixed"), in memory.

usage: optuna_peer.py TRIALS REPEATS

Prints JSON: Optuna's version and the milliseconds of each suggestion (ask and the eight suggest calls, without tell)
after TRIALS random trials.
"""
import json
import math
import sys
import time
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def suggest(trial):
    return [trial.suggest_float("a", 0.0, 1.0), trial.suggest_float("b", -5.0, 5.0),
            trial.suggest_float("c", 1e-4, 1.0, log=True), trial.suggest_float("d", 1e-3, 100.0, log=True),
            trial.suggest_int("e", 2, 12), trial.suggest_int("f", 50, 1000, step=50),
            trial.suggest_categorical("g", ["gbtree", "dart", "gblinear"]),
            trial.suggest_categorical("h", ["none", "zscore", "rank", "minmax"])]


def main():
    trials, repeats = int(sys.argv[1]), int(sys.argv[2])
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    for _ in range(trials):
        trial = study.ask()
        study.tell(trial, sum(abs(math.sin(x)) for x in suggest(trial) if not isinstance(x, str)))
    study.sampler = optuna.samplers.TPESampler(seed=1)
    milliseconds = []
    for _ in range(repeats + 1):
        begin = time.perf_counter()
        trial = study.ask()
        suggest(trial)
        milliseconds.append(1e3 * (time.perf_counter() - begin))
        study.tell(trial, 1.0)
    print(json.dumps({"optuna": optuna.__version__, "milliseconds": milliseconds[1:]}))


if __name__ == "__main__":
    main()
