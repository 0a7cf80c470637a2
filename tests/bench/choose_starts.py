#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Chooses the points that a search tries first: `starts` of config/optimize.json. The speed benchmark's
table is not among those that decide.

usage: choose_starts.py BUILD OUT [COUNT=8]      (BUILD/mlpipe; about half an hour on two cores)

Each table is searched alone; the best points of each search, and random ones, are then tried on every table. Chosen is, one
point after the other, what lowers most the mean over the tables of the best chosen point's regret: 0 the best point known for
that table, 1 the median of the random ones. Points that do well on many tables come first.
"""
import json
import os
import pathlib
import statistics
import sys
import types

from search_quality import SOURCE, changes_table, shared_data
from search_table import Folds, Table, search_config

SEARCHED, KEPT, RANDOM = 100, 4, 60


def synthetic(path, rows, columns, noise, score, seed):
    import numpy
    import pandas

    rng = numpy.random.default_rng(seed)
    x = rng.normal(size=(rows, columns)).astype(numpy.float32)
    s = score(numpy, x)
    frame = pandas.DataFrame(x, columns=[f"f{i}" for i in range(columns)])
    step = numpy.timedelta64(1, "D") if rows <= 10_000 else numpy.timedelta64(1, "h")
    frame.insert(0, "date", numpy.datetime64("1990-01-01T00:00:00") + numpy.arange(rows) * step)
    frame["y"] = ((s - s.mean()) / s.std() + noise * rng.logistic(size=rows) > 0).astype(int)
    frame.to_csv(path, index=False)
    return columns


SYNTHETIC = {
    "linear": (2_000, 12, 1.0, lambda np, x: x[:, 0] - 0.7 * x[:, 1] + 0.5 * x[:, 2], 101),
    "steps": (8_000, 16, 1.2, lambda np, x: (x[:, 0] > 0.3) * (x[:, 1] < 0.5) + 0.5 * (x[:, 2] > 1.0) * (x[:, 3] > 0), 102),
    "faint": (5_000, 40, 3.0, lambda np, x: x[:, 0] + 0.6 * x[:, 1] - 0.6 * x[:, 2], 103),
    "smooth": (20_000, 20, 0.3, lambda np, x: np.tanh(x[:, 0] * x[:, 1]) + np.cos(x[:, 2]) + 0.5 * x[:, 3] ** 2, 104),
    "many": (6_000, 24, 1.0, lambda np, x: x @ (0.8 ** np.arange(24)).astype(np.float32), 105)}
REAL = {
    "sp500": (SOURCE / "data" / "sp500_daily.csv.gz", "Date", "Close", True),
    "nasdaq": (None, "date", "close", True), "gbpusd": (None, "timestamp", "close", True),
    "electricity": (None, "timestamp", "nswprice", False)}
FILES = {"nasdaq": "nasdaq_daily.csv", "gbpusd": "gbpusd_hourly.csv", "electricity": "electricity_nsw_30min.csv"}


def tables(bench):
    out = {}
    for name, (source, time_column, price, relative) in REAL.items():
        source = source or shared_data() / FILES[name]
        path = bench.out / f"starts_{name}.csv"
        columns = changes_table(source, path, time_column, price, relative)
        out[name] = Table(bench, path, columns, Folds(train=1_390, test=400, count=4))
    for name, (rows, *rest) in SYNTHETIC.items():
        path = bench.out / f"starts_{name}.csv"
        columns = synthetic(path, rows, *rest)
        test = rows // 10
        out[name] = Table(bench, path, columns, Folds(train=rows - 5 * test - 10, test=test))
    return out


def with_search(table, **changes):
    table.search.write_text(json.dumps(search_config(table.program, table.folder, final_folds=0, update="never", **changes)))


def searched(table):
    with_search(table, starts=[])
    rows = [row for row in table.ours(1, SEARCHED, "--pruner", "none", name="alone")[1] if row["value"] is not None]
    return [row["params"] for row in sorted(rows, key=lambda row: row["value"])[:KEPT]]


def random_points(table):
    with_search(table, starts=[], sampler={"kind": "random"})
    return [row["params"] for row in table.ours(99, RANDOM, "--pruner", "none", name="random")[1]]


def values_of(table, points):
    """Of each point: None where it was not tried as it stands."""
    with_search(table, starts=points, sampler={"kind": "random"})
    rows = table.ours(1, len(points) + 1, "--pruner", "none", name="all")[1]
    known = {json.dumps(row["params"], sort_keys=True): row["value"] for row in rows}
    return [known.get(json.dumps(point, sort_keys=True)) for point in points]


def regrets(values, random):
    low, middle = min(values), statistics.median(values[-random:])
    return [min(1.0, (value - low) / (middle - low)) for value in values]


def chosen(matrix, count):
    """Rows are tables, columns points."""
    picks, best = [], [1.0] * len(matrix)
    for _ in range(count):
        def after(point):
            return statistics.mean(min(b, row[point]) for b, row in zip(best, matrix))
        pick = min((p for p in range(len(matrix[0])) if p not in picks), key=after)
        picks.append(pick)
        best = [min(b, row[pick]) for b, row in zip(best, matrix)]
        print(f"  {len(picks)} points: mean regret {statistics.mean(best):.3f}", flush=True)
    return picks


def rounded(point):
    return {name: float(f"{value:.2g}") if isinstance(value, float) else value for name, value in point.items()}


def main():
    build, out = map(pathlib.Path, sys.argv[1:3])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 8
    os.environ["MLPIPE_TRACKING"] = "off"
    out.mkdir(parents=True, exist_ok=True)
    all_tables = tables(types.SimpleNamespace(search_program=build.resolve() / "mlpipe", out=out.resolve()))
    points = []
    for name, table in all_tables.items():
        points += [rounded(point) for point in searched(table)]
        print(f"{name}: searched", flush=True)
    points += [rounded(point) for point in random_points(next(iter(all_tables.values())))]
    points = list({json.dumps(point, sort_keys=True): point for point in points}.values())
    matrix = []
    for name, table in all_tables.items():
        values = values_of(table, points)
        missing = sum(value is None for value in values)
        if missing:
            sys.exit(f"{name}: {missing} of {len(points)} points were not tried")
        matrix.append(regrets(values, RANDOM))
        print(f"{name}: {len(points)} points tried, best {min(values):.5f}", flush=True)
    (out / "starts_matrix.json").write_text(json.dumps({"points": points, "tables": list(all_tables), "regrets": matrix}))
    print(json.dumps([points[pick] for pick in chosen(matrix, count)], indent=1))


if __name__ == "__main__":
    main()
