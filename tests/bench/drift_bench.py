# SPDX-License-Identifier: MIT
"""`mlpipe drift` beside Evidently's report of the same rows, and its rates of error: run.py --only drift."""
import itertools
import json
import os
import pathlib
import statistics
import subprocess
import time

import drift_rates

PEER = pathlib.Path(__file__).resolve().parent / "peers" / "drift_peer.py"
SMALL_ROWS = 250


def first_rows(source, path, rows):
    """The header and the first rows of a file."""
    with source.open() as lines, path.open("w") as out:
        out.writelines(itertools.islice(lines, rows + 1))


def prepared(bench, config):
    """A folder with a model in production, trained on a million rows; a million newer ones, and 250 of these."""
    train = bench.wide_file()
    source = bench.wide_file("wide_newer_1e6x50.csv", 51, "2022-01-01")
    small = bench.out / "drift_small.csv"
    first_rows(source, small, SMALL_ROWS)
    folder = bench.out / "drift"
    bench.mlpipe(folder, "train", "--config", str(config), "--data", str(train))
    subprocess.run([str(bench.build / "mlpipe"), "version", "promote", "--force", "--reason", "bench"], cwd=folder, check=True,
                   capture_output=True)
    return folder, train, source, small


def check(bench, folder, current):
    """Seconds and peak bytes of the whole command."""
    return bench.measured(folder, "drift", "--current", str(current), "--fail-on", "never")


def speed(bench, config):
    folder, train, large, small = prepared(bench, config)
    python = bench.out / "venv-evidently" / "bin" / "python"  # scripts/bench.sh makes it
    for name, current, aim_seconds, rows in (("1,000,000 x 50", large, 4.0, 1_000_000), ("250 x 50", small, 0.02, SMALL_ROWS)):
        repeats = bench.repeats if rows > SMALL_ROWS else 5 * bench.repeats
        runs = [check(bench, folder, current) for _ in range(repeats)]
        mine, peak = statistics.median(seconds for seconds, _ in runs), max(bytes for _, bytes in runs)
        bench.note(f"drift, {name}, the whole command; aim", mine, aim_seconds, mine / aim_seconds, 1.0)
        if rows > SMALL_ROWS:
            bench.note(f"drift, {name}: peak memory; aim", peak / 1e6, 1000.0, peak / 1e9, 1.0, "MB")
        begin = time.perf_counter()
        peer = json.loads(subprocess.run([str(python), str(PEER), str(train), str(current), str(folder / "evidently.html")],
                                         check=True, capture_output=True, text=True).stdout)
        whole = time.perf_counter() - begin
        bench.note(f"drift, {name}, a process; Evidently {peer['version']} by PSI, a process", mine, whole, mine / whole, 1 / 40)
        # Reading the reference is not needed with a profile, and so is part of what the peer takes.
        print(f"  (its imports {peer['import']:.1f} s, reading {peer['read']:.1f} s, report {peer['report']:.1f} s, HTML "
              f"{peer['html']:.1f} s, {peer['peak_bytes'] / 1e6:.0f} MB; ours {peak / 1e6:.0f} MB)", flush=True)
        bench.details[f"drift_{rows}"] = {"ours": runs, "peer": peer, "peer_seconds": whole}


def counting(bench):
    text = subprocess.run([bench.program("bench_drift"), "--benchmark_format=json",
                           f"--benchmark_repetitions={bench.repeats}"], check=True, capture_output=True, text=True).stdout
    runs = {run["run_name"]: run["real_time"] for run in json.loads(text)["benchmarks"] if run.get("aggregate_name") == "median"}
    bench.details["drift_counting"] = runs
    for kind in ("float", "double"):
        mine, peer = runs[f"count_bins<{kind}>"], runs[f"read_once<{kind}>"]
        bench.note(f"count 1e6 x 50 {kind}s into bins; read them once", mine, peer, mine / peer, 3.0, "ms")


def rates(bench):
    text = subprocess.run([bench.program("bench_drift_rates")], check=True, capture_output=True, text=True).stdout
    bench.details["drift_rates"] = json.loads(text)
    drift_rates.report(bench, bench.details["drift_rates"])
    text = subprocess.run([bench.program("bench_drift_forecasts")], check=True, capture_output=True, text=True).stdout
    bench.details["drift_forecasts"] = json.loads(text)
    drift_rates.report_forecasts(bench.details["drift_forecasts"])
    data = pathlib.Path(os.environ.get("MLPIPE_SHARED_DATA", "../shared/data"))
    if not (data / "nasdaq_daily.csv").exists():
        print("SKIPPED: NASDAQ and GBP/USD, set MLPIPE_SHARED_DATA to the folder that has them", flush=True)
        return
    runs = [drift_rates.rolling(bench, ("NASDAQ daily", data / "nasdaq_daily.csv"), 1000, 60, 30),
            drift_rates.rolling(bench, ("NASDAQ daily", data / "nasdaq_daily.csv"), 1000, 250, 60),
            drift_rates.rolling(bench, ("GBP/USD hourly", data / "gbpusd_hourly.csv"), 5000, 240, 840)]
    bench.details["drift_real"] = runs
    drift_rates.report_rolling(runs)


def drift(bench, config):
    counting(bench)
    rates(bench)
    speed(bench, config)
