# SPDX-License-Identifier: MIT
"""Optuna and its dashboard read what mlpipe wrote."""
import json
import math
import pathlib
import socket
import subprocess
import sys
import urllib.request

import optuna
from optuna.distributions import json_to_distribution
from optuna.trial import TrialState

from optuna_support import (DISTRIBUTIONS, SPACE, Bench, as_utc, check, same, utc, wait_until)

MOST_LOG_LOSS = 0.67  # parts the trials of the constrained study
KINDS = {
    "median": ({}, ["--workers", "2"]),
    "wilcoxon": ({}, ["--pruner", "wilcoxon", "--workers", "2"]),
    "halving": ({"pruner": {"kind": "halving", "min_rounds": 2, "reduction_factor": 2}}, []),
    "random": ({"sampler": {"kind": "random"}, "pruner": {"kind": "none"}}, ["--workers", "1"]),
    "constraint": ({"objective": "sharpe", "constraints": {
        "log_loss": {"at_most": MOST_LOG_LOSS}, "max_drawdown": {"at_least": -0.5}}}, []),
}


def compare_trial(trial, exported):
    """One trial of Optuna's against the line that mlpipe exports."""
    name = f"trial {trial.number}"
    same(trial.number, exported["number"], name)
    same(trial.state.name, exported["state"], f"{name}, state")
    same(trial.value if trial.values else None, exported["value"], f"{name}, value")
    same(trial.params, exported["params"], f"{name}, params")
    same({k: type(v) for k, v in trial.params.items()},
         {k: type(v) for k, v in exported["params"].items()}, f"{name}, kinds of params")
    same(trial.distributions, {k: DISTRIBUTIONS[k] for k in trial.params}, f"{name}, distributions")
    same({str(k): v for k, v in trial.intermediate_values.items()}, exported["intermediate_values"],
         f"{name}, intermediate values")
    same(trial.user_attrs, exported["user_attrs"], f"{name}, user attributes")
    same(as_utc(trial.datetime_start), utc(exported["datetime_start"]), f"{name}, start")
    same(as_utc(trial.datetime_complete), utc(exported["datetime_complete"]), f"{name}, end")


def compare_study(bench, name):
    """All of a study; gives it as Optuna sees it."""
    study = bench.load(name)
    exported = bench.exported(name)
    same(len(study.trials), len(exported), "number of trials")
    same([t.number for t in study.trials], list(range(len(exported))), "numbers")
    for trial, line in zip(study.trials, exported):
        compare_trial(trial, line)
    status = bench.status(name)
    for state in TrialState:
        same(sum(t.state == state for t in study.trials), status["trials"][state.name.lower()],
             f"trials that are {state.name}")
    same({1: "minimise", 2: "maximise"}[study.direction.value], status["direction"], "direction")
    same(study.metric_names, [status["metric"]], "metric names")
    best = study.best_trial
    same((best.number, best.value, best.params),
         tuple(status["best"][k] for k in ("trial", "value", "params")), "best trial")
    return study


def check_own_marks(trial):
    """What every evaluated trial of mlpipe carries."""
    marks = trial.user_attrs
    check(set(trial.system_attrs) <= {"fixed_params", "constraints"} | {
        k for k in trial.system_attrs if k.startswith("completed_rung_")},
        f"trial {trial.number}: system attributes {sorted(trial.system_attrs)}")
    if "max_leaves" in trial.params:
        same(trial.params["grow_policy"], "lossguide", f"trial {trial.number}, condition")
    folds = marks["mlpipe:fold_scores"]
    check(folds or trial.state == TrialState.PRUNED, f"trial {trial.number} has no fold scores")
    check(0 < (trial.datetime_complete - trial.datetime_start).total_seconds() < 60,
          f"trial {trial.number}: duration")


def check_constraints(study):
    """Constraints are the excess over the bound, known to Optuna under whatever name it gives them."""
    feasible = set()
    for trial in study.trials:
        if trial.state != TrialState.COMPLETE:
            continue
        shown = trial.user_attrs["mlpipe:metrics"]
        # Bounds are sorted by name.
        expected = [shown["log_loss"] - MOST_LOG_LOSS, -0.5 - shown["max_drawdown"]]
        same(trial.system_attrs["constraints"], expected, f"trial {trial.number}, constraints")
        same(list(trial.constraints.values()), expected, f"trial {trial.number}, Optuna's constraints")
        if max(expected) <= 0.0:
            feasible.add(trial.number)
    complete = {t.number for t in study.trials if t.state == TrialState.COMPLETE}
    check(feasible and feasible != complete, "the bounds must part the trials, or nothing is shown")
    best = max((t for t in study.trials if t.number in feasible), key=lambda t: t.value)
    same(study.best_trial.number, best.number, "best feasible trial")


def check_report(bench, study):
    report = bench.report()
    states = {"complete": TrialState.COMPLETE, "pruned": TrialState.PRUNED, "failed": TrialState.FAIL}
    for key, state in states.items():
        same(report["trials"][key], sum(t.state == state for t in study.trials), f"report, {key}")
    best = report["best"]
    same((best["trial"], best["search_score"], best["params"]),
         (study.best_trial.number, study.best_value, study.best_params), "best of the report")
    importances = optuna.importance.get_param_importances(study)
    same(set(importances), set(report["importances"]), "parameters with importances")
    for name, value in importances.items():
        check(math.isclose(value, report["importances"][name], abs_tol=1e-6),
              f"importance of {name}: {value} in Optuna, {report['importances'][name]} in the report")


def check_copy(bench, study, storages):
    """Optuna's other storages take what mlpipe wrote."""
    for storage in storages:
        optuna.copy_study(from_study_name=study.study_name, from_storage=bench.python_storage(),
                          to_storage=storage)
        copy = optuna.load_study(study_name=study.study_name, storage=storage)
        same(len(copy.trials), len(study.trials), "trials of a copy")
        for one, other in zip(copy.trials, study.trials):
            fields = ("number", "state", "values", "params", "distributions", "user_attrs",
                      "system_attrs", "intermediate_values", "datetime_start", "datetime_complete")
            for field in fields:
                same(getattr(one, field), getattr(other, field), f"copy of trial {one.number}, {field}")
        same(copy.user_attrs, study.user_attrs, "user attributes of a copy")


def read_studies(mlpipe, work):
    """Studies of every pruner, with constraints too."""
    for kind, (settings, arguments) in KINDS.items():
        bench = Bench(mlpipe, work / kind, settings=settings)
        bench.optimize("--study", kind, "--trials", "30", *arguments)
        study = compare_study(bench, kind)
        same(len(study.trials), 30, "trials")
        same(study.user_attrs["mlpipe:search_space"].keys(), SPACE.keys(), "space kept in the study")
        for trial in study.trials:
            check_own_marks(trial)
        if kind == "constraint":
            check_constraints(study)
        if kind in ("median", "halving"):
            check(any(t.state == TrialState.PRUNED for t in study.trials), f"{kind} pruned nothing")
        check(any("max_leaves" in t.params for t in study.trials), "no trial has the conditional one")
        check_report(bench, study)
        # SQLite waits for the disk at every attribute: one study will do.
        database = [f"sqlite:///{bench.folder / 'copy.db'}"] if kind == "constraint" else []
        check_copy(bench, study, [optuna.storages.InMemoryStorage(), *database])
        pruned = sum(t.state == TrialState.PRUNED for t in study.trials)
        print(f"  {kind}: {len(study.trials)} trials, {pruned} pruned, best {study.best_value}")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def ask(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return json.loads(answer.read())


def dashboard_answers(port, server):
    check(server.poll() is None, f"the dashboard ended ({server.returncode})")
    try:
        return "study_summaries" in ask(port, "/api/studies")
    except OSError:
        return False


def compare_served(served, trial):
    name = f"dashboard, trial {trial.number}"
    same((served["number"], served["state"].lower()), (trial.number, trial.state.name.lower()), name)
    same(served.get("values"), trial.values, f"{name}, values")
    same({i["step"]: i["value"] for i in served["intermediate_values"]}, trial.intermediate_values,
         f"{name}, intermediate values")
    params = {p["name"]: p["param_external_value"] for p in served["params"]}
    same(params, {k: str(v) for k, v in trial.params.items()}, f"{name}, params")
    distributions = {p["name"]: p["distribution"] for p in served["params"]}
    same(set(distributions), set(trial.distributions), f"{name}, distributions")
    attributes = {a["key"]: json.loads(a["value"]) for a in served["user_attrs"]}
    same(attributes, trial.user_attrs, f"{name}, user attributes")


def serve_study(mlpipe, work):
    """optuna-dashboard's API tells what Optuna reads."""
    bench = Bench(mlpipe, work / "dashboard")
    for name in ("one", "two"):
        bench.optimize("--study", name, "--trials", "20")
    port = free_port()
    program = pathlib.Path(sys.executable).with_name("optuna-dashboard")
    with open(bench.folder / "dashboard.log", "wb") as log:
        server = subprocess.Popen([program, "--host", "127.0.0.1", "--port", str(port), bench.journal],
                                  stdout=log, stderr=log)
    try:
        wait_until(lambda: dashboard_answers(port, server), "optuna-dashboard begins to serve")
        listed = ask(port, "/api/studies")["study_summaries"]
        same([s["study_name"] for s in listed], ["one", "two"], "studies of the dashboard")
        study = bench.load("two")
        detail = ask(port, f"/api/studies/{listed[1]['study_id']}?after=0")
        same(detail["name"], "two", "name of the study")
        same(detail["directions"], ["minimize"], "directions")
        same(len(detail["trials"]), len(study.trials), "trials of the dashboard")
        for served, trial in zip(detail["trials"], study.trials):
            compare_served(served, trial)
        same(detail["best_trials"][0]["number"], study.best_trial.number, "best trial")
        print(f"  {len(detail['trials'])} trials served")
    finally:
        server.terminate()
        server.wait(20)
