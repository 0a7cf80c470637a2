# SPDX-License-Identifier: MIT
"""Times pandas, polars and pyarrow on the CSV file of bench_csv and prints the medians as JSON.

Usage: csv_peers.py FILE [--rows N] [--columns N] [--repeats N] [--mlpipe BENCH_CSV]

FILE is made (fixed seed, about nine significant digits a cell) if it does not exist. With --mlpipe, the benchmark
program runs once in each round, between the peers, so that a noisy machine is equally noisy to all.
Needs pandas, polars and pyarrow. Two threads each.
"""

import os

os.environ.setdefault("POLARS_MAX_THREADS", "2")
os.environ.setdefault("OMP_NUM_THREADS", "2")

import argparse
import json
import pathlib
import random
import statistics
import subprocess
import time

import pandas
import polars
import pyarrow
import pyarrow.csv


def make_file(path, rows, columns):
    """Random numbers with nine significant digits, of mixed sizes and signs."""
    rng = random.Random(20240229)
    scales = [10.0 ** (i % 5) for i in range(columns)]
    with open(path, "w", newline="\n") as out:
        out.write(",".join(f"f{i}" for i in range(columns)) + "\n")
        for _ in range(rows):
            out.write(",".join(f"{rng.uniform(-s, s):.9g}" for s in scales) + "\n")


def mlpipe_seconds(program, path, kind):
    text = subprocess.run(
        [program, "--benchmark_format=json", f"--benchmark_filter=read_file/{kind}", "--benchmark_min_time=0.01"],
        check=True, capture_output=True, text=True, env={**os.environ, "MLPIPE_BENCH_CSV": path},
    ).stdout
    return json.loads(text)["benchmarks"][0]["real_time"] / 1e3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--mlpipe")
    args = parser.parse_args()
    if not pathlib.Path(args.file).exists():
        make_file(args.file, args.rows, args.columns)
    pyarrow.set_cpu_count(2)

    contenders = {
        "pandas_c": lambda: pandas.read_csv(args.file),
        "pandas_pyarrow": lambda: pandas.read_csv(args.file, engine="pyarrow"),
        "polars": lambda: polars.read_csv(args.file),
        "pyarrow": lambda: pyarrow.csv.read_csv(args.file),
    }
    seconds = {name: [] for name in contenders}
    if args.mlpipe:
        seconds |= {"mlpipe_floats": [], "mlpipe_doubles": []}
    for _ in range(args.repeats):
        for name, read in contenders.items():
            start = time.perf_counter()
            table = read()
            seconds[name].append(time.perf_counter() - start)
            assert table.shape == (args.rows, args.columns), table.shape
            del table
        if args.mlpipe:
            for kind in ("floats", "doubles"):
                seconds[f"mlpipe_{kind}"].append(mlpipe_seconds(args.mlpipe, args.file, kind))
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    fastest = min(value for name, value in medians.items() if not name.startswith("mlpipe"))
    result = {
        "bytes": pathlib.Path(args.file).stat().st_size,
        "versions": {"pandas": pandas.__version__, "polars": polars.__version__, "pyarrow": pyarrow.__version__},
        "median_seconds": {name: round(value, 4) for name, value in medians.items()},
        "seconds": {name: [round(t, 4) for t in times] for name, times in seconds.items()},
        "ratio_to_fastest_peer": {name: round(value / fastest, 3) for name, value in medians.items()},
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
