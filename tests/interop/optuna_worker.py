#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A worker of Optuna's on a study of several: optuna_worker.py STORAGE STUDY TRIALS ID.

Goes on until the study has that many trials, retries not counted.
"""
import sys
import time

import optuna
from optuna.storages import JournalStorage, RetryFailedTrialCallback
from optuna.storages.journal import JournalFileBackend, JournalRedisBackend

from optuna_support import cheap_objective


def main():
    where, name, most, own = sys.argv[1:]
    backend = JournalRedisBackend(where) if "://" in where else JournalFileBackend(where)
    study = optuna.load_study(study_name=name, storage=JournalStorage(backend))

    def objective(trial):
        trial.set_user_attr("python", int(own))
        value = cheap_objective(trial)
        time.sleep(0.02)
        return value

    while True:
        trials = study.get_trials(deepcopy=False)
        if sum(not RetryFailedTrialCallback.retry_history(t) for t in trials) >= int(most):
            return
        study.optimize(objective, n_trials=1)


if __name__ == "__main__":
    main()
