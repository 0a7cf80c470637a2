# SPDX-License-Identifier: MIT
"""Optuna and mlpipe take turns on one study."""
import collections
import math
import signal
import statistics
import time

import optuna
from optuna.samplers import TPESampler
from optuna.storages import RetryFailedTrialCallback
from optuna.trial import TrialState, create_trial

from optuna_reading import compare_trial
from optuna_support import (DISTRIBUTIONS, Bench, check, cheap_objective, cheap_value, same,
                            suggest_all, wait_until)


def is_of_mlpipe(trial):
    return "mlpipe:fold_scores" in trial.user_attrs or "mlpipe:twin_of" in trial.user_attrs


def check_numbers(bench, study):
    same([t.number for t in study.trials], list(range(len(study.trials))), "numbers without a gap")
    exported = bench.exported(study.study_name)
    same(len(exported), len(study.trials), "trials that mlpipe exports")
    for trial, line in zip(study.trials, exported):
        compare_trial(trial, line)


def optimise_in_python(bench, name, trials, sampler=None):
    study = bench.load(name)
    study.sampler = sampler or TPESampler(seed=3)
    study.optimize(cheap_objective, n_trials=trials)
    return study


def owners(study):
    """Which trials are mlpipe's, as a string of m and p."""
    return "".join("m" if is_of_mlpipe(trial) else "p" for trial in study.trials)


def resume_in_turn(mlpipe, work):
    """mlpipe, then Optuna, then mlpipe, then Optuna."""
    bench = Bench(mlpipe, work)
    bench.optimize("--study", "turns", "--trials", "15")
    optimise_in_python(bench, "turns", 5)
    bench.optimize("--study", "turns", "--trials", "30")
    optimise_in_python(bench, "turns", 5)
    study = bench.load("turns")
    same(owners(study), "m" * 15 + "p" * 5 + "m" * 10 + "p" * 5, "whose trials they are")
    check_numbers(bench, study)
    for trial in study.trials:
        check(trial.state.is_finished() and trial.state != TrialState.FAIL,
              f"trial {trial.number} is {trial.state.name}")
        if not is_of_mlpipe(trial):
            same(trial.value, cheap_value(trial.params), f"trial {trial.number}, value")
    # Joint TPE in Optuna keeps a proposal only where it found the space to be one.
    relative = [t for t in study.trials[-5:] if any("tpe:relative" in k for k in t.system_attrs)]
    check(relative, "Optuna's TPE did not sample jointly over trials of both")
    print(f"  {len(study.trials)} trials by turns, best {study.best_trial.number}")


def place(bench, name, rate):
    """Trials of Python's that find the best at a learning rate."""
    study = bench.load(name)
    for i in range(24):
        params = {"max_depth": 1 + i % 4, "learning_rate": 0.011 * (0.49 / 0.011) ** (i / 23),
                  "reg_alpha": 0.08 * i, "subsample": 0.5 + 0.1 * (i % 6),
                  "min_child_weight": 1 + i, "grow_policy": "depthwise"}
        value = 0.1 + 0.1 * abs(math.log(params["learning_rate"] / rate))
        distributions = {k: DISTRIBUTIONS[k] for k in params}
        study.add_trial(create_trial(params=params, distributions=distributions, value=value))


def learn_from_optuna(mlpipe, work):
    """mlpipe's sampler goes where Optuna's trials say the best is."""
    medians = {}
    for rate in (0.015, 0.4):
        bench = Bench(mlpipe, work / str(rate))
        bench.optimize("--study", "learn", "--trials", "6")
        place(bench, "learn", rate)
        bench.optimize("--study", "learn", "--trials", "50", "--pruner", "none")
        study = bench.load("learn")
        check_numbers(bench, study)
        added = study.trials[30:]
        same(len(added), 20, "trials behind Optuna's")
        medians[rate] = statistics.median(t.params["learning_rate"] for t in added)
    check(medians[0.015] < 0.05 and medians[0.4] > 0.2,
          f"medians of learning rates by where Optuna's best is: {medians}")
    print(f"  median learning rate by where the best is: {medians}")


def begun_in_python(mlpipe, work):
    """A study begun by Optuna, gone on with by mlpipe."""
    bench = Bench(mlpipe, work)
    study = optuna.create_study(study_name="begun", storage=bench.python_storage(),
                                direction="minimize")
    study.set_user_attr("who", "Jürgen 📈")
    study.optimize(cheap_objective, n_trials=12)
    study.add_trial(create_trial(state=TrialState.FAIL))
    infinite = study.ask()
    suggest_all(infinite)
    infinite.report(math.nan, 0)
    infinite.set_user_attr("odd", [math.inf, None, "NaN"])
    study.tell(infinite, math.inf)
    bench.optimize("--study", "begun", "--trials", "24")
    again = bench.load("begun")
    same(owners(again), "p" * 14 + "m" * 10, "whose trials they are")
    same(again.user_attrs["who"], "Jürgen 📈", "attribute of the study")
    check("mlpipe:search_space" in again.user_attrs, "mlpipe did not put its terms into the study")
    same((again.trials[13].value, again.trials[13].user_attrs["odd"]), (math.inf, [math.inf, None, "NaN"]),
         "odd values after mlpipe went on")
    same(again.best_trial.number, bench.status("begun")["best"]["trial"], "best trial")
    optimise_in_python(bench, "begun", 3)
    same(len(bench.exported("begun")), 27, "trials at the end")
    print("  14 trials of Optuna's, 10 of mlpipe's, 3 of Optuna's")


def queued_in_python(mlpipe, work):
    """mlpipe evaluates what Optuna's enqueue_trial and retries ask for."""
    bench = Bench(mlpipe, work)
    bench.optimize("--study", "queue", "--trials", "12")
    study = bench.load("queue")
    whole = {"max_depth": 2, "learning_rate": 0.123456789, "reg_alpha": 1.25, "subsample": 0.7,
             "min_child_weight": 9, "grow_policy": "lossguide", "max_leaves": 6}
    part = {"learning_rate": 0.0987654321, "grow_policy": "depthwise"}
    # Before the queue is filled: ask() takes the first that waits.
    failed = study.ask()
    lost = suggest_all(failed)
    study.tell(failed, state=TrialState.FAIL)
    study.enqueue_trial(whole, user_attrs={"asked": "whole"})
    study.enqueue_trial(part, user_attrs={"asked": "part"})
    RetryFailedTrialCallback(max_retry=2)(study, study.trials[failed.number])
    same([t.number for t in study.trials if t.state == TrialState.WAITING], [13, 14, 15],
         "numbers of those that wait")
    bench.optimize("--study", "queue", "--trials", "20", "--pruner", "none")
    study = bench.load("queue")
    check_numbers(bench, study)
    check(not any(t.state in (TrialState.WAITING, TrialState.RUNNING) for t in study.trials),
          "some trials were left")
    for asked, values in (("whole", whole), ("part", part)):
        trial = next(t for t in study.trials if t.user_attrs.get("asked") == asked)
        same({k: trial.params[k] for k in values}, values, f"values of the trial asked for ({asked})")
        check(is_of_mlpipe(trial), f"{asked}: not mlpipe's")
    retried = study.trials[15]
    same((retried.state, retried.params), (TrialState.COMPLETE, lost), "what Optuna retries")
    same(RetryFailedTrialCallback.retried_trial_number(retried), failed.number, "retry of")
    print("  all values as asked for")


def kill_while_running(bench, name, least):
    """Kills mlpipe by SIGKILL in the middle of a trial; gives the trials left running."""
    process = bench.start("--study", name, "--trials", "100000", "--workers", "2")
    try:
        wait_until(lambda: bench.journal.exists(), "mlpipe makes the journal")
        storage = bench.python_storage()
        def finished():
            studies = [s for s in storage.get_all_studies() if s.study_name == name]
            trials = storage.get_all_trials(studies[0]._study_id) if studies else []
            return sum(t.state.is_finished() for t in trials) >= least
        wait_until(finished, f"{least} trials are finished")
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return [t for t in bench.load(name).trials if t.state == TrialState.RUNNING]


def killed_worker(mlpipe, work):
    """What a killed mlpipe was at is failed and retried, in terms that Optuna knows."""
    bench = Bench(mlpipe, work, rounds=60)
    abandoned = []
    for round_number in range(1, 11):
        abandoned = kill_while_running(bench, "killed", 10 * round_number)
        if abandoned:
            break
    check(abandoned, "ten kills met no running trial")
    before = len(bench.load("killed").trials)
    began = time.monotonic()
    bench.optimize("--study", "killed", "--trials", str(before + 5))
    study = bench.load("killed")
    check_numbers(bench, study)
    retries = collections.defaultdict(list)
    for trial in study.trials:
        retries[RetryFailedTrialCallback.retried_trial_number(trial)].append(trial)
    for trial in abandoned:
        same(study.trials[trial.number].state, TrialState.FAIL, f"state of abandoned {trial.number}")
        same(len(retries[trial.number]), 1, f"retries of {trial.number}")
        retry = retries[trial.number][0]
        same(RetryFailedTrialCallback.retry_history(retry), [trial.number], "history of the retry")
        check(retry.state in (TrialState.COMPLETE, TrialState.PRUNED),
              f"retry of {trial.number} is {retry.state.name}")
        same(retry.params, trial.params, f"params of the retry of {trial.number}")
    same(bench.status("killed")["trials"]["running"], 0, "trials still running")
    print(f"  {len(abandoned)} abandoned, retried; went on after {time.monotonic() - began:.1f} s")
