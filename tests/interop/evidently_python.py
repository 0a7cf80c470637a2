#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`mlpipe drift --rule evidently` and Evidently itself on the same real rows: method, score and verdict of each feature.

    evidently_python.py MLPIPE DAILY_BARS.csv WORK_FOLDER [--table]

Exit status 0 if all agree. --table prints both beside mlpipe's own rule, as Markdown.
"""
import json
import math
import pathlib
import subprocess
import sys
import warnings

warnings.filterwarnings("ignore")
import evidently
import numpy as np
import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

NUMBERS = ["change_1", "change_5", "volatility_20", "price_to_mean_20", "momentum_60", "range", "up", "up_days_4"]
CATEGORIES = ["weekday", "month"]
# First row, rows of the reference, current rows. Evidently chooses tests up to 1,000 reference rows, distances above.
PAIRS = [(0, 1000, 60), (0, 1000, 250), (900, 1000, 60), (1000, 500, 120), (0, 1500, 60), (0, 2000, 250), (300, 1600, 20)]
CONFIG = {"format_version": 1,
          "data": {"time": "date", "target": "y", "features": NUMBERS + CATEGORIES, "categorical": CATEGORIES},
          "features": {"preset": [], "leak_auc": 1.0},
          "label": {"kind": "column"},
          "model": {"max_rounds": 5, "params": {"max_depth": 2}}}
RELATIVE = 1e-9


def features(bars):
    price = bars["close"]
    change = np.log(price).diff()
    date = pd.to_datetime(bars["date"])
    out = pd.DataFrame({
        "change_1": change, "change_5": np.log(price).diff(5), "volatility_20": change.rolling(20).std(),
        "price_to_mean_20": price / price.rolling(20).mean() - 1, "momentum_60": np.log(price).diff(60),
        "range": (bars["high"] - bars["low"]) / price, "up": (change > 0) * 1.0,
        "up_days_4": (change > 0).rolling(4).sum()}).astype(np.float32)
    out.insert(0, "date", date.dt.strftime("%Y-%m-%d"))
    out["weekday"], out["month"] = date.dt.day_name(), date.dt.month_name()
    out["y"] = (change.shift(-1) > 0).astype(int)
    return out.iloc[60:-1].reset_index(drop=True)


class Program:
    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def run(self, *arguments):
        done = subprocess.run([self.path, *arguments], cwd=self.folder, capture_output=True, text=True)
        if done.returncode not in (0, 4):
            sys.exit(f"mlpipe {' '.join(arguments)} ended with status {done.returncode}:\n{done.stderr[-2000:]}")
        return done.stdout

    def check(self, rule):
        text = self.run("drift", "--reference", "reference.csv", "--current", "current.csv", "--rule", rule, "--fail-on", "never",
                        "--dry-run", "--json")
        return {feature["name"]: feature for feature in json.loads(text)["check"]["features"]}


def theirs(reference, current):
    """Name -> method, score, threshold, by Evidently's own defaults."""
    definition = DataDefinition(numerical_columns=NUMBERS, categorical_columns=CATEGORIES)
    columns = NUMBERS + CATEGORIES
    sides = [Dataset.from_pandas(side[columns].astype({name: float for name in NUMBERS}), definition)
             for side in (current, reference)]
    snapshot = Report([DataDriftPreset()]).run(*sides).dict()
    out = {}
    for metric in snapshot["metrics"]:
        config = metric.get("config", {})
        if "column" in config and "method" in config:
            out[config["column"]] = (config["method"], float(metric["value"]), config["threshold"])
    if set(out) != set(columns):
        sys.exit(f"Evidently's report has other columns, or another form: {json.dumps(snapshot)[:1500]}")
    return out


def drifted(method, score, threshold):
    return score < threshold if "p_value" in method else score >= threshold


def compare(name, ours, method, score, threshold):
    """What differs, or nothing."""
    mine = ours["tests"]["evidently"]
    same = mine["score"] is not None and math.isclose(mine["score"], score, rel_tol=RELATIVE, abs_tol=1e-300)
    verdict = ours["verdict"] == ("critical" if drifted(method, score, threshold) else "ok")
    if same and verdict and math.isclose(mine["threshold"], threshold):
        return []
    return [f"{name}: ours {mine} ({ours['verdict']}), Evidently's {method} {score!r}, threshold {threshold}"]


def line(pair, name, ours, adjusted, method, score, threshold):
    return (f"| {pair[1]}/{pair[2]} | {name} | {method} | {score:.4g} | {'drift' if drifted(method, score, threshold) else ''} | "
            f"{ours['tests']['evidently']['score']:.4g} | {adjusted['psi']:.3f} | {adjusted['psi_adjusted']:.3f} | "
            f"{adjusted['q']:.2g} | {adjusted['verdict']} |")


def main():
    mlpipe, bars, work = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3]).resolve()
    table = features(pd.read_csv(bars).rename(columns=str.lower))
    program = Program(mlpipe, work)
    (work / "pipeline.json").write_text(json.dumps(CONFIG))
    table.head(1500).to_csv(work / "train.csv", index=False)
    program.run("train", "--config", "pipeline.json", "--data", "train.csv")
    program.run("version", "promote", "--force", "--reason", "interop")
    problems, lines, compared = [], [], 0
    for pair in PAIRS:
        first, n, m = pair
        reference, current = table.iloc[first:first + n], table.iloc[first + n:first + n + m]
        if len(current) < m:
            sys.exit(f"{bars} has too few rows for {pair}")
        reference.to_csv(work / "reference.csv", index=False)
        current.to_csv(work / "current.csv", index=False)
        ours, adjusted = program.check("evidently"), program.check("adjusted")
        for name, (method, score, threshold) in theirs(reference, current).items():
            problems += [f"{pair}: {what}" for what in compare(name, ours[name], method, score, threshold)]
            lines.append(line(pair, name, ours[name], adjusted[name], method, score, threshold))
            compared += 1
    if "--table" in sys.argv:
        print("| rows | feature | Evidently's method | its score | its verdict | the same here | PSI | adjusted | q | verdict here |")
        print("| --- " * 10 + "|")
        print("\n".join(lines))
    print(f"Evidently {evidently.__version__}: {compared} features of {len(PAIRS)} pairs, {len(problems)} differ")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
