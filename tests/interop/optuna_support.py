# SPDX-License-Identifier: MIT
"""What the modules of optuna_python.py share: market data, a search space, mlpipe and Optuna side by side."""
import datetime
import json
import math
import pathlib
import random
import subprocess
import time

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalRedisBackend

SPACE = {
    "max_depth": {"type": "int", "low": 1, "high": 4},
    "learning_rate": {"type": "float", "low": 0.01, "high": 0.5, "log": True},
    "reg_alpha": {"type": "float", "low": 0.0, "high": 2.0},
    "subsample": {"type": "float", "low": 0.5, "high": 1.0, "step": 0.1},
    "min_child_weight": {"type": "int", "low": 1, "high": 32, "log": True},
    "grow_policy": {"type": "categorical", "choices": ["depthwise", "lossguide"]},
    "max_leaves": {"type": "int", "low": 2, "high": 8, "step": 2,
                   "when": {"grow_policy": ["lossguide"]}},
}


class Mismatch(Exception):
    """The two programs do not agree."""


def check(condition, what):
    if not condition:
        raise Mismatch(what)


def same(found, expected, what):
    check(found == expected, f"{what}: found {found!r}, expected {expected!r}")


def wait_until(condition, what, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        check(time.monotonic() < end, f"waited {seconds} s in vain: {what}")
        time.sleep(0.005)


def write_data(path, rows):
    """A random walk that one of two columns foretells a little."""
    rng = random.Random(5)
    price = 100.0
    day = datetime.date(2015, 1, 1)
    lines = ["date,close,a,b"]
    signal = 0.0
    for i in range(rows):
        price *= math.exp(0.01 * (0.4 * signal + rng.gauss(0, 1)))
        signal = rng.gauss(0, 1)
        date = day + datetime.timedelta(days=i)
        lines.append(f"{date},{price:.4f},{signal:.5f},{rng.gauss(0, 1):.5f}")
    path.write_text("\n".join(lines) + "\n")


class Bench:
    """A folder with data and settings, and mlpipe in it."""

    def __init__(self, mlpipe, folder, rows=900, rounds=20, settings=None):
        self.mlpipe = mlpipe
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.rows, self.rounds = rows, rounds
        write_data(self.folder / "walk.csv", rows)
        pipeline = {
            "data": {"source": "walk.csv", "features": ["a", "b"]},
            "features": {"preset": []},
            "label": {"kind": "direction", "horizon": 1},
            "model": {"params": {"max_depth": 3}, "max_rounds": rounds,
                      "early_stopping_rounds": min(5, rounds - 1)},
            "walk_forward": {"train": f"{rows // 3} bars", "test": f"{rows // 9} bars",
                             "min_train_rows": 50},
        }
        (self.folder / "pipeline.json").write_text(json.dumps(pipeline))
        (self.folder / "search.json").write_text(json.dumps({"space": SPACE} | (settings or {})))
        self.journal = self.folder / "studies.log"
        self.storage = "studies.log"

    def command(self, *arguments, reports="reports"):
        return [self.mlpipe, "optimize", "--quiet", "--config", "pipeline.json", "--search", "search.json",
                "--storage", self.storage, "--no-update", "--report-dir", reports, *arguments]

    def optimize(self, *arguments):
        return self.run(self.command(*arguments))

    def action(self, name, *arguments):
        return self.run([self.mlpipe, "optimize", name, "--storage", self.storage, *arguments])

    def run(self, command):
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=240)
        check(done.returncode == 0,
              f"{' '.join(command[1:])} failed ({done.returncode}): {done.stderr[-2000:]}")
        return done.stdout

    def start(self, *arguments, reports="reports", niceness=0):
        with open(self.folder / f"{reports}.err", "ab") as log:
            command = ["nice", "-n", str(niceness), *self.command(*arguments, reports=reports)]
            return subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=log)

    def exported(self, study):
        lines = self.action("export", "--format", "jsonl", "--study", study).splitlines()
        return [json.loads(line) for line in lines]

    def status(self, study):
        return json.loads(self.action("status", "--json", "--study", study))["studies"][0]

    def report(self):
        return json.loads((self.folder / "reports/study_report.json").read_text())

    def python_storage(self):
        if "://" in self.storage:
            return JournalStorage(JournalRedisBackend(self.storage))
        return JournalStorage(JournalFileBackend(str(self.journal)))

    def load(self, study):
        """The study anew, as a process that starts now sees it."""
        return optuna.load_study(study_name=study, storage=self.python_storage())


def distribution_of(param):
    if param["type"] == "categorical":
        return CategoricalDistribution(param["choices"])
    kind = FloatDistribution if param["type"] == "float" else IntDistribution
    rest = {"step": param["step"]} if "step" in param else {}
    return kind(param["low"], param["high"], log=param.get("log", False), **rest)


DISTRIBUTIONS = {name: distribution_of(param) for name, param in SPACE.items()}


def suggest_all(trial):
    """The space as an Optuna user would write it."""
    params = {
        "max_depth": trial.suggest_int("max_depth", 1, 4),
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.5, log=True),
        "reg_alpha": trial.suggest_float("reg_alpha", 0.0, 2.0),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0, step=0.1),
        "min_child_weight": trial.suggest_int("min_child_weight", 1, 32, log=True),
        "grow_policy": trial.suggest_categorical("grow_policy", ["depthwise", "lossguide"]),
    }
    if params["grow_policy"] == "lossguide":
        params["max_leaves"] = trial.suggest_int("max_leaves", 2, 8, step=2)
    return params


def cheap_value(params):
    """Near the log loss of a coin, so that trials of either program may be the best."""
    return (0.693 + 0.004 * abs(math.log(params["learning_rate"] / 0.1)) + 0.002 * params["max_depth"]
            - 0.004 * params["subsample"] + 0.001 * params.get("max_leaves", 4)
            + 0.0005 * params["reg_alpha"])


def cheap_objective(trial):
    value = cheap_value(suggest_all(trial))
    for fold in range(3):
        trial.report(value + 0.0001 * (fold - 1), fold)
    return value


def utc(text):
    """A time of mlpipe's export, or None."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def as_utc(time_of_optuna):
    """Optuna shows local time without a zone."""
    return None if time_of_optuna is None else time_of_optuna.astimezone(datetime.timezone.utc)
