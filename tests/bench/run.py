#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the benchmarks beside their peers and prints one table; scripts/bench.sh calls it.

usage: run.py BUILD_FOLDER OUT_FOLDER [--only NAME ...] [--repeats N] [--search CASE ...] [--seeds N] [--search-program FILE]

BUILD_FOLDER is the release build; data made here (fixed seeds) and results.json go to OUT_FOLDER. Ours and the peer take
turns (A B A B), medians are compared. Needs pandas, polars, pyarrow, xgboost, scikit-learn, scipy,
mlflow, optuna; for "drift" a second environment with evidently. --search picks cases of the benchmark "search", --seeds the number of seeds of its case "quality",
--search-program an mlpipe on the same XGBoost as Python's.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

os.environ["MLPIPE_TRACKING"] = "off"  # but where it is what is measured

import drift_bench
import gate_rates
import search_bench
import startup_bench
import tracking_bench

HERE = pathlib.Path(__file__).resolve().parent
DAILY = HERE.parent.parent / "data" / "sp500_daily.csv.gz"
WIDE_ROWS, WIDE_COLUMNS = 1_000_000, 50


class Bench:
    def __init__(self, build, out, repeats, search, seeds, search_program):
        self.build, self.out, self.repeats = build.resolve(), out.resolve(), repeats
        self.search_cases, self.seeds = search, seeds
        self.search_program = (search_program or build / "mlpipe").resolve()
        self.rows = []
        self.details = {}
        self.out.mkdir(parents=True, exist_ok=True)

    def note(self, what, ours, peer, ratio, aim, unit="s"):
        met = ratio <= aim
        self.rows.append({"what": what, "ours": ours, "peer": peer, "unit": unit, "ratio": round(ratio, 3), "aim": aim,
                          "met": met})
        print(f"{what:58}{ours:10.3f}{peer:10.3f} {unit:4}{ratio:8.3f}  <= {aim:<6}{'' if met else ' MISSED'}", flush=True)

    def program(self, name):
        return str(self.build / "tests" / name)

    def python(self, script, *arguments, **kwargs):
        return subprocess.run([sys.executable, str(HERE / "peers" / script), *arguments], check=True, text=True,
                              capture_output=True, **kwargs)

    def mlpipe(self, folder, *arguments, env=None):
        """Runs in a fresh folder; returns seconds, peak bytes and the seconds of each stage."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return self.measured(folder, *arguments, "--log-format", "json", env=env)

    def measured(self, folder, *arguments, env=None):
        """Seconds and peak bytes of the program alone, which must succeed."""
        log = folder / "log.jsonl"
        with log.open("w") as errors:
            done = subprocess.run([sys.executable, "-IS", str(HERE / "launch.py"), str(self.build / "mlpipe"), *arguments],
                                  cwd=folder, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, stderr=errors)
        seconds, peak, status = json.loads(done.stdout)
        if status != 0:
            sys.exit(log.read_text()[-2000:])
        return seconds, peak

    def csv(self):
        result = json.loads(self.python("csv_peers.py", str(self.out / "bench_1e6x20.csv"), "--repeats", str(self.repeats),
                                        "--mlpipe", self.program("bench_csv")).stdout)
        self.details["csv"] = result
        median = result["median_seconds"]
        peer = min((name for name in median if not name.startswith("mlpipe")), key=median.get)
        for kind in ("floats", "doubles"):
            mine = median["mlpipe_" + kind]
            self.note(f"CSV 1e6 x 20 to {kind}; fastest peer: {peer}", mine, median[peer], mine / median[peer], 1.0)

    def features(self):
        path = self.out / "features.json"
        self.python("features_peers.py", self.program("bench_features"), "--json", str(path), "--repeats", str(self.repeats))
        result = json.loads(path.read_text())
        self.details["features"] = result
        for name, (mine, theirs) in result["core"].items():
            self.note(f"core on 1e6 bars: {name}; pandas", mine, theirs, mine / theirs, 0.5, "ms")

    def backtest(self):
        text = subprocess.run([self.program("bench_backtest"), "--benchmark_format=json", "--benchmark_filter=1000000|busy",
                               f"--benchmark_repetitions={self.repeats}"], check=True, capture_output=True, text=True).stdout
        runs = {run["run_name"]: run["real_time"] for run in json.loads(text)["benchmarks"]
                if run.get("aggregate_name") == "median"}
        self.details["backtest"] = runs
        for name in ("BM_simulate_daily/1000000", "BM_simulate_minutes/1000000", "BM_simulate_busy"):
            self.note(f"backtest and return metrics, 1e6 bars: {name}", runs[name], 50.0, runs[name] / 50.0, 1.0, "ms")

    def optimize(self):
        text = subprocess.run([self.program("bench_optimize"), "--benchmark_format=json", "--benchmark_filter=/1000$",
                               f"--benchmark_repetitions={self.repeats}"], check=True, capture_output=True, text=True).stdout
        runs = {run["run_name"]: run["real_time"] for run in json.loads(text)["benchmarks"]
                if run.get("aggregate_name") == "median"}
        peer = json.loads(self.python("optuna_peer.py", "1000", "30").stdout)
        self.details["optimize"] = {"ours": runs, "peer": peer}
        mine, theirs = runs["suggest/mixed_after_random/1000"], statistics.median(peer["milliseconds"])
        self.note(f"suggestion at trial 1,000; Optuna {peer['optuna']}", mine, theirs, mine / theirs, 0.1, "ms")
        for name in ("mixed_after_random", "mixed_after_tpe", "booster_after_random", "booster_after_tpe"):
            mine = runs[f"suggest/{name}/1000"]
            self.note(f"suggestion at trial 1,000, 8 dimensions: {name}", mine, 1.0, mine, 1.0, "ms")

    def search(self):
        for case in self.search_cases:
            search_bench.CASES[case](self)

    def folds(self):
        result = json.loads(subprocess.run([self.program("bench_folds"), str(self.repeats)], check=True,
                                           capture_output=True, text=True).stdout)
        self.details["folds"] = result
        if not result["same_predictions"]:
            sys.exit("bench_folds: the two sides predict different values")
        median = {name: statistics.median(times) for name, times in result["seconds"].items()}
        peer = min(("bare_dmatrix", "bare_quantile", "bare_mixed"), key=median.get)
        mine = median["mlpipe"]
        self.note(f"20 folds, two at a time; faster of the bare C API: {peer}", mine, median[peer], mine / median[peer], 1.05)
        self.note("20 folds with one core busy; quiet", median["mlpipe_busy"], mine, median["mlpipe_busy"] / mine, 1.5)

    def daily(self):
        ours, peers = [], []
        for i in range(self.repeats):
            folder = self.out / "daily"
            ours.append(self.mlpipe(folder, "train", "--config", str(HERE / "train_daily.json"), "--data", str(DAILY))[0])
            begin = time.perf_counter()
            self.python("train_peer.py", str(DAILY), str(self.out / "daily_peer"))
            peers.append(time.perf_counter() - begin)
        self.details["daily"] = {"ours": ours, "peer": peers}
        mine, theirs = statistics.median(ours), statistics.median(peers)
        self.note("train on the daily series; tidy Python script", mine, theirs, mine / theirs, 0.2)

    def validate(self):
        folder = self.out / "validate"
        few, daily = str(HERE / "train_few.json"), str(HERE / "train_daily.json")
        self.mlpipe(folder, "train", "--config", few, "--data", str(DAILY))
        run = lambda *words: subprocess.run([str(self.build / "mlpipe"), *words], cwd=folder, check=False, capture_output=True)
        run("version", "promote", "--force", "--reason", "bench")
        run("train", "--config", daily, "--data", str(DAILY))
        ours, peers = [], []
        for i in range(self.repeats):
            begin = time.perf_counter()
            status = run("validate", "--config", daily, "--data", str(DAILY)).returncode
            ours.append(time.perf_counter() - begin)
            if status not in (0, 3, 4):
                sys.exit(f"validate ended with status {status}")
            begin = time.perf_counter()
            self.python("validate_peer.py", str(DAILY), str(self.out / "validate_peer"))
            peers.append(time.perf_counter() - begin)
        self.details["validate"] = {"ours": ours, "peer": peers}
        mine, theirs = statistics.median(ours), statistics.median(peers)
        self.note("validate: 2 x 13 refits, 2,000 draws; Python script", mine, theirs, mine / theirs, 0.3)

    def rollback(self):
        versions = 1000
        folder = self.out / "rollback"
        self.mlpipe(folder, "train", "--config", str(HERE / "train_megabyte.json"), "--data", str(DAILY))
        run = lambda *words: subprocess.run([str(self.build / "mlpipe"), *words], cwd=folder, check=True, capture_output=True)
        run("version", "promote", "--force", "--reason", "bench")
        subprocess.run([sys.executable, str(HERE / "make_registry.py"), str(folder / "models"), str(versions)], check=True)
        run("version", "repair")
        model = (folder / "models" / "production" / "model.ubj").stat().st_size
        peer = json.loads(self.python("alias_peer.py", str(self.out / "mlflow"), str(versions), "11").stdout)
        seconds = []
        for i in range(11):
            begin = time.perf_counter()
            run("rollback", f"v1.0.{(versions - 2, versions - 1)[i % 2]}", "--reason", "bench")
            seconds.append(time.perf_counter() - begin)
        mine, theirs = statistics.median(seconds), statistics.median(peer["alias_seconds"])
        self.details["rollback"] = {"seconds": seconds, "model_bytes": model, "versions": versions, "peer": peer}
        self.note(f"rollback, {versions} versions, {model / 1e6:.2f} MB model; aim", mine * 1e3, 100.0, mine / 0.1, 1.0, "ms")
        script = theirs + peer["import_seconds"]
        self.note("rollback (a process); MLflow alias from a Python script", mine * 1e3, script * 1e3, mine / script, 1.0, "ms")
        print(f"  (moving the alias alone, MLflow imported and connected: {theirs * 1e3:.1f} ms; it checks no bytes)", flush=True)

    def gate(self):
        result = json.loads(subprocess.run([self.program("bench_gate_rates")], check=True, capture_output=True, text=True).stdout)
        self.details["gate"] = result
        gate_rates.report(self, result)

    def drift(self):
        drift_bench.drift(self, HERE / "train_wide.json")

    def tracking(self):
        tracking_bench.tracking(self)

    def startup(self):
        startup_bench.startup(self, HERE / "train_few.json", DAILY)

    def wide_file(self, name="wide_1e6x50.csv", seed=50, first="2020-01-01"):
        import numpy
        import polars

        path = self.out / name
        if not path.exists():
            rng = numpy.random.default_rng(seed)
            values = rng.standard_normal((WIDE_ROWS, WIDE_COLUMNS), dtype=numpy.float32)
            score = values[:, :7].sum(axis=1) * 0.3 + rng.standard_normal(WIDE_ROWS)
            start = numpy.datetime64(f"{first}T00:00:00", "ms")
            frame = {"time": start + numpy.arange(WIDE_ROWS) * numpy.timedelta64(60, "s")}
            frame |= {f"x{i}": values[:, i] for i in range(WIDE_COLUMNS)}
            frame["target"] = (score > 0).astype(numpy.int8)
            part = path.with_suffix(".part")
            polars.DataFrame(frame).write_csv(part, datetime_format="%Y-%m-%dT%H:%M:%SZ", float_precision=6)
            part.rename(path)
        return path

    def wide(self):
        source = self.wide_file()
        memory = json.loads(subprocess.run([self.program("fit_memory"), str(WIDE_ROWS), str(WIDE_COLUMNS)], check=True,
                                           capture_output=True, text=True).stdout)
        seconds, peaks, calls = [], [], []
        for _ in range(max(1, self.repeats // 5)):
            folder = self.out / "wide"
            times = self.out / "xgb_calls.json"
            took, peak = self.mlpipe(folder, "train", "--config", str(HERE / "train_wide.json"), "--data", str(source),
                                     env={"LD_PRELOAD": self.program("libxgb_call_timer.so"), "XGB_CALL_TIMES": str(times)})
            seconds.append(took)
            peaks.append(peak)
            calls.append(json.loads(times.read_text()))
        self.details["wide"] = {"seconds": seconds, "peak_bytes": peaks, "xgboost_calls": calls, "fit_memory": memory}
        total = statistics.median(seconds)
        around = statistics.median(t - c["training"] for t, c in zip(seconds, calls))
        self.note("train 1e6 x 50: all around XGBoost's training; whole", around, total, around / total, 0.1)
        array = 4 * WIDE_ROWS * WIDE_COLUMNS
        allowed = 2.5 * array + memory["quantised_kept"]
        self.note("train 1e6 x 50: peak memory; 2.5 matrices + binned copy", max(peaks) / 1e6, allowed / 1e6,
                  max(peaks) / allowed, 1.0, "MB")


def main():
    names = ["csv", "features", "backtest", "optimize", "search", "folds", "daily", "validate", "rollback", "wide", "gate", "drift",
             "tracking", "startup"]
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--search", nargs="+", choices=search_bench.CASES, default=list(search_bench.CASES))
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--search-program", type=pathlib.Path)
    args = parser.parse_args()
    bench = Bench(args.build, args.out, args.repeats, args.search, args.seeds, args.search_program)
    before = os.getloadavg()
    print(f"{'what; peer':58}{'ours':>10}{'peer':>10} {'':4}{'ratio':>8}  aim", flush=True)
    for name in args.only:
        getattr(bench, name)()
    result = {"load_before": before, "load_after": os.getloadavg(), "cpus": os.cpu_count(), "rows": bench.rows,
              "details": bench.details}
    (bench.out / "results.json").write_text(json.dumps(result, indent=2) + "\n")
    missed = [row["what"] for row in bench.rows if not row["met"]]
    print(f"load average before {before[0]:.2f}, after {os.getloadavg()[0]:.2f}; {bench.out / 'results.json'}")
    print("all aims met" if not missed else f"{len(missed)} aims missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
