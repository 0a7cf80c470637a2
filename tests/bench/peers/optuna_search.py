#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A hyperparameter search as a tidy script does it: Optuna, Python's xgboost, walk-forward folds, early stopping.

usage: optuna_search.py DATA.csv SEARCH.json OPTIONS.json OUT.json

DATA.csv has features f0, f1, ... and a label y of 0 and 1 in time order. SEARCH.json is a config/optimize.json.
OPTIONS.json: train, test, folds (rows; expanding window), trials, seed, jobs, threads, rounds, stop, pruner (none,
median, wilcoxon), began (seconds since 1970), and points: parameters to evaluate in place of the sampler's, or null.
OUT.json: [seconds since `began`, value, state] of each trial in order of its end.

Rows are binned once for each fold and max_bin and shared by all trials, as a careful author would do it.
"""
import json
import sys
import threading
import time
import warnings

import numpy as np
import optuna
import pandas as pd
import xgboost as xgb

warnings.simplefilter("ignore")
data, search, options, out = sys.argv[1:5]
search = json.load(open(search))
options = json.load(open(options))
optuna.logging.set_verbosity(optuna.logging.WARNING)

frame = pd.read_csv(data)
features = np.ascontiguousarray(frame[[c for c in frame if c.startswith("f")]].to_numpy(np.float32))
label = frame["y"].to_numpy(np.float32)


def windows():
    """Each label is known one row later: a training row's label must have ended before the test begins."""
    end = len(label)
    for k in range(options["folds"], 0, -1):
        begin = end - k * options["test"]
        train_end = begin - 1
        stop = train_end - round(0.15 * train_end)
        yield slice(0, stop - 1), slice(stop, train_end), slice(begin, begin + options["test"])


FOLDS = list(windows())
matrices = {}
lock = threading.Lock()


def matrix(fold, max_bin):
    with lock:
        if (fold, max_bin) not in matrices:
            fit, stop, test = FOLDS[fold]
            train = xgb.QuantileDMatrix(features[fit], label[fit], max_bin=max_bin)
            matrices[fold, max_bin] = (train, xgb.DMatrix(features[stop], label[stop]), features[test], label[test])
        return matrices[fold, max_bin]


def log_loss(p, y):
    p = np.clip(p.astype(np.float64), 2.0**-52, 1 - 2.0**-52)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log1p(-p)))


def suggest(trial):
    params = {}
    for name, spec in search["space"].items():
        condition = spec.get("when")
        if condition and any(params.get(k) not in v for k, v in condition.items()):
            continue
        if spec["type"] == "categorical":
            params[name] = trial.suggest_categorical(name, spec["choices"])
        elif spec["type"] == "int":
            params[name] = trial.suggest_int(name, spec["low"], spec["high"], step=spec.get("step", 1), log=spec["log"])
        else:
            params[name] = trial.suggest_float(name, spec["low"], spec["high"], step=spec.get("step"), log=spec["log"])
    return params


def objective(trial):
    params = suggest(trial)
    params.update(objective="binary:logistic", eval_metric="logloss", tree_method="hist", nthread=options["threads"],
                  seed=options["seed"], base_score=0.5, verbosity=0)
    forecasts, truth = [], []
    for fold in range(len(FOLDS)):
        train, stop, test, test_label = matrix(fold, params.get("max_bin", 256))
        booster = xgb.train(params, train, options["rounds"], evals=[(stop, "stop")],
                            early_stopping_rounds=options["stop"], verbose_eval=False)
        p = booster.inplace_predict(test, iteration_range=(0, booster.best_iteration + 1))
        forecasts.append(p)
        truth.append(test_label)
        if options["pruner"] != "none":
            # The running mean, since Optuna's median rule looks at a trial's best report; Wilcoxon wants each fold's.
            scores = [log_loss(f, t) for f, t in zip(forecasts, truth)]
            trial.report(scores[-1] if options["pruner"] == "wilcoxon" else float(np.mean(scores)), fold)
            if trial.should_prune():
                raise optuna.TrialPruned()
    return log_loss(np.concatenate(forecasts), np.concatenate(truth))


pruners = {"none": optuna.pruners.NopPruner(), "median": optuna.pruners.MedianPruner(),
           "wilcoxon": optuna.pruners.WilcoxonPruner()}
study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=options["seed"]), pruner=pruners[options["pruner"]])
trace = []


def record(study, trial):
    trace.append([time.time() - options["began"], trial.value, trial.state.name])


for point in options.get("points") or []:
    study.enqueue_trial(point)
study.optimize(objective, n_trials=options["trials"], n_jobs=options["jobs"], callbacks=[record])
json.dump(trace, open(out, "w"))
