# SPDX-License-Identifier: MIT
"""One table of numbers that `mlpipe optimize` and the tidy Optuna script search over the same walk-forward folds."""
import dataclasses
import datetime
import json
import os
import pathlib
import subprocess
import sys
import time

PEER = pathlib.Path(__file__).resolve().parent / "peers" / "optuna_search.py"


@dataclasses.dataclass
class Folds:
    """Rows of the first training window, rows of each test window, how many of these; the limits of each fit."""
    train: int
    test: int
    count: int = 5
    rounds: int = 300
    stop: int = 30


def numbers(path, rows, columns):
    """Writes standard normal features f0, ... and a label y which six of them explain to an AUC of about 0.75.

    That is more signal than returns have: with hardly any, all tuned parameters are equal within noise, and the time to
    reach a value is luck.
    """
    import numpy
    import pandas

    if path.exists():
        return
    rng = numpy.random.default_rng(7)
    x = rng.normal(size=(rows, columns)).astype(numpy.float32)
    score = (0.35 * x[:, 0] + 0.3 * x[:, 1] * x[:, 2] - 0.25 * numpy.abs(x[:, 3]) + 0.2 * numpy.sin(2 * x[:, 4])
             + 0.15 * x[:, 5])
    step = numpy.timedelta64(1, "D") if rows <= 20_000 else numpy.timedelta64(15, "m")
    frame = pandas.DataFrame(x, columns=[f"f{i}" for i in range(columns)])
    frame.insert(0, "date", numpy.datetime64("1990-01-01T00:00:00") + numpy.arange(rows) * step)
    frame["y"] = (2.0 * (score - score.mean()) + rng.logistic(size=rows) > 0).astype(int)
    part = path.with_suffix(".part")
    frame.to_csv(part, index=False)
    part.rename(path)


def search_config(program, folder, **changes):
    """The default config/optimize.json, without n_estimators: the limit of the rounds is the same on both sides."""
    text = subprocess.run([program, "optimize", "--print-config"], check=True, capture_output=True, text=True,
                          cwd=folder).stdout
    config = json.loads(text) | changes
    del config["space"]["n_estimators"]
    return config


class Table:
    """`path` has columns date, f0, ..., y in time order; `changes` are of config/optimize.json."""

    def __init__(self, bench, path, columns, folds, **changes):
        self.bench, self.path, self.folds = bench, path, folds
        self.program = str(bench.search_program)
        self.folder = bench.out / ("search_" + path.stem)
        self.folder.mkdir(parents=True, exist_ok=True)
        pipeline = {
            "data": {"source": str(path), "target": "y", "features": [f"f{i}" for i in range(columns)]},
            "features": {"preset": [], "leak_auc": 1.0},
            "label": {"kind": "column", "horizon": 1},
            "model": {"max_rounds": folds.rounds, "early_stopping_rounds": folds.stop, "params": {}},
            "walk_forward": {"window": "expanding", "train": folds.train, "test": folds.test}}
        self.pipeline, self.search = self.folder / "pipeline.json", self.folder / "search.json"
        self.pipeline.write_text(json.dumps(pipeline))
        self.search.write_text(json.dumps(search_config(self.program, self.folder, final_folds=0, update="never", **changes)))

    def ours(self, seed, trials, *flags, name="ours"):
        """Seconds of the whole program, and its trials by number, each with the second `at` which it ended."""
        journal = self.folder / f"{name}_{seed}.log"
        journal.unlink(missing_ok=True)
        began = time.time()
        done = subprocess.run([self.program, "optimize", "--config", str(self.pipeline), "--search", str(self.search),
                               "--storage", str(journal), "--seed", str(seed), "--trials", str(trials), "--report-dir",
                               str(self.folder / f"{name}_{seed}"), *flags], cwd=self.folder, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        seconds = time.time() - began
        if done.returncode != 0:
            sys.exit(done.stderr[-2000:])
        return seconds, [self.row(json.loads(line), began) for line in self.export(journal).splitlines()]

    def export(self, journal):
        return subprocess.run([self.program, "optimize", "export", "--format", "jsonl", "--storage", str(journal)],
                              check=True, capture_output=True, text=True).stdout

    @staticmethod
    def row(trial, began):
        ended = trial.get("datetime_complete")
        at = datetime.datetime.fromisoformat(ended.replace("Z", "+00:00")).timestamp() - began if ended else None
        complete = trial["state"] == "COMPLETE"
        return {"at": at, "value": trial["value"] if complete else None, "state": trial["state"],
                "params": trial["params"]}

    def script(self, seed, trials, jobs, threads, pruner="none", points=None):
        """Seconds of the whole script, and its trials in the order of their ends."""
        out = self.folder / f"script_{seed}.json"
        options = self.folder / f"script_{seed}.options.json"
        began = time.time()
        options.write_text(json.dumps(
            {"train": self.folds.train, "test": self.folds.test, "folds": self.folds.count, "rounds": self.folds.rounds,
             "stop": self.folds.stop, "trials": trials, "seed": seed, "jobs": jobs, "threads": threads, "pruner": pruner,
             "points": points, "began": began}))
        # Little spinning: two jobs, or a busy machine, would otherwise make the script look slower than it needs to be.
        done = subprocess.run([sys.executable, str(PEER), str(self.path), str(self.search), str(options), str(out)],
                              env={**os.environ, "GOMP_SPINCOUNT": "1000"}, stderr=subprocess.PIPE, text=True)
        seconds = time.time() - began
        if done.returncode != 0:
            sys.exit(done.stderr[-2000:])
        return seconds, [{"at": at, "value": value if state == "COMPLETE" else None, "state": state}
                         for at, value, state in json.loads(out.read_text())]


def best(trials):
    return min(trial["value"] for trial in trials if trial["value"] is not None)


def last_end(trials):
    """Seconds until the last trial ended."""
    return max(trial["at"] for trial in trials if trial["at"] is not None)


def reached(trials, target):
    """Seconds until the first trial that is as good as `target`; None without one."""
    return min((trial["at"] for trial in trials if trial["value"] is not None and trial["value"] <= target),
               default=None)
