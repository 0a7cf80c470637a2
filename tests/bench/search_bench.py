# SPDX-License-Identifier: MIT
"""`mlpipe optimize` beside a tidy script with Optuna and Python's xgboost: run.py --only search."""
import contextlib
import json
import math
import os
import statistics
import subprocess
import sys
import time

from search_quality import noise, quality
from search_table import Folds, Table, best, last_end, numbers, reached

CORES = max(2, os.cpu_count() or 2)
LAYOUTS = {"jobs": (CORES, 1), "threads": (1, CORES)}


def small(bench):
    path = bench.out / "search_5000x30.csv"
    numbers(path, 5_000, 30)
    return Table(bench, path, 30, Folds(train=2_490, test=500))


def large(bench):
    path = bench.out / "search_200000x50.csv"
    numbers(path, 200_000, 50)
    return Table(bench, path, 50, Folds(train=99_000, test=20_000))


def same_trials(bench, table, trials, repeats, where):
    """Seconds from the start of the program to the end of its last trial, pruning off; the script evaluates the parameters that
    ours chose. Ours goes on to score the best and the defaults once more for its report, which the script leaves undone."""
    ours, scripts, apart = [], {name: [] for name in LAYOUTS}, 0.0
    for _ in range(repeats):
        rows = table.ours(1, trials, "--pruner", "none")[1]
        ours.append(last_end(rows))
        points = [row["params"] for row in rows]
        for name, (jobs, threads) in LAYOUTS.items():
            trace = table.script(1, trials, jobs, threads, points=points)[1]
            scripts[name].append(last_end(trace))
            if jobs == 1:
                apart = max(abs(a["value"] - b["value"]) for a, b in zip(rows, trace, strict=True))
    median = {name: statistics.median(seconds) for name, seconds in scripts.items()}
    faster = min(median, key=median.get)
    mine = statistics.median(ours)
    bench.details[f"search_same_{where}"] = {"ours": ours, "script": scripts, "trials": trials,
                                             "largest_difference_of_a_value": apart}
    bench.note(f"{trials} trials, the same, {where}; Optuna, parallel {faster}", mine, median[faster], mine / median[faster],
               0.91)
    print(f"  (a trial's log loss differs by at most {apart:.1e} between the two)", flush=True)


def faster_layout(bench, where):
    """As same_trials found it in this run; else a job for each core, which is the faster one by habit."""
    script = bench.details.get(f"search_same_{where}", {}).get("script")
    return LAYOUTS[min(script, key=lambda name: statistics.median(script[name])) if script else "jobs"]


def reach(bench, table, script_trials, our_trials, seeds, pruner, where, aim):
    """Seconds with our pruning until a trial is as good as the script's best, and until the script's last trial ended.

    The whole program, which scores the best and the defaults once more for its report, is told beside it.
    """
    runs, layout = [], faster_layout(bench, where)
    for seed in seeds:
        trace = table.script(seed, script_trials, *layout, pruner=pruner)[1]
        theirs, target = last_end(trace), best(trace)
        mine, rows = table.ours(seed, our_trials, "--target", repr(target))
        at = reached(rows, target)
        runs.append({"seed": seed, "script": theirs, "script_reached": reached(trace, target), "target": target,
                     "ours": math.inf if at is None else at, "ours_all": mine, "ours_trials": len(rows),
                     "ours_best": best(rows)})
    label = f"script prunes by {pruner}" if pruner != "none" else "script without pruning"
    # None stands for infinity: JSON has no number for it.
    bench.details[f"search_reach_{where}_{pruner}"] = [
        {name: value if value != math.inf else None for name, value in run.items()} for run in runs]
    mine = statistics.median(run["ours"] for run in runs)
    theirs = statistics.median(run["script"] for run in runs)
    ratio = statistics.median(run["ours"] / run["script"] for run in runs)
    early = statistics.median(run["ours"] / run["script_reached"] for run in runs)
    whole = statistics.median((math.inf if run["ours"] == math.inf else run["ours_all"]) / run["script"] for run in runs)
    bench.note(f"to the best of {script_trials} trials, {where}; {label}", mine, theirs, ratio, aim)
    print("  (each seed: " + ", ".join(f"{run['ours'] / run['script']:.2f}" for run in runs)
          + f"; against the moment at which the script had it: {early:.2f}; "
          + f"the whole program: {whole:.3f})", flush=True)


@contextlib.contextmanager
def busy_core():
    """A stranger that computes on the first core: of the same session, lest the kernel's autogroups favour us."""
    cores = os.sched_getaffinity(0)
    stranger = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        os.sched_setaffinity(stranger.pid, {min(cores)})
        yield
    finally:
        stranger.kill()
        stranger.wait()


def busy(bench, table):
    quiet, loaded = [], []
    for _ in range(bench.repeats):
        quiet.append(table.ours(1, 30, "--pruner", "none")[0])
        with busy_core():
            loaded.append(table.ours(1, 30, "--pruner", "none", name="busy")[0])
    bench.details["search_busy"] = {"quiet": quiet, "busy": loaded}
    mine, peer = statistics.median(loaded), statistics.median(quiet)
    bench.note("30 trials, 5,000 x 30, one core busy; quiet", mine, peer, mine / peer, 2.0)


def write_journal(sample, path, trials, bare):
    """The trials of a journal again and again until there are `trials`; bare: without fold values and attributes."""
    heads, bodies = [], []
    for line in sample.read_text().splitlines():
        record = json.loads(line)
        if record["op_code"] < 4:
            heads.append(line)
        elif not (bare and record["op_code"] in (7, 8, 9)):
            bodies.append(record)
    size = sum(record["op_code"] == 4 for record in bodies)
    with path.open("w") as out:
        out.writelines(head + "\n" for head in heads)
        for copy in range(trials // size):
            for record in bodies:
                shifted = record | ({"trial_id": record["trial_id"] + copy * size} if "trial_id" in record else {})
                out.write(json.dumps(shifted, separators=(",", ":")) + "\n")


def journal(bench, table):
    """Opens 10,000 trials of 12 parameters: the whole `mlpipe optimize status`; of Optuna the loading alone."""
    trials = 10_000
    table.ours(1, 100, "--pruner", "none", name="sample")
    for kind in ("whole", "bare"):
        path = table.folder / f"journal_{kind}.log"
        write_journal(table.folder / "sample_1.log", path, trials, kind == "bare")
        ours, peers = [], []
        for _ in range(bench.repeats):
            begin = time.perf_counter()
            text = subprocess.run([table.program, "optimize", "status", "--storage", str(path)], check=True,
                                  capture_output=True, text=True).stdout
            ours.append(time.perf_counter() - begin)
            if f"{trials:,} complete" not in text and f"{trials} complete" not in text:
                sys.exit("the journal's trials are not all there:\n" + text)
            peers.append(json.loads(bench.python("optuna_open.py", str(path)).stdout)["seconds"])
        megabytes = path.stat().st_size / 1e6
        bench.details[f"search_journal_{kind}"] = {"ours": ours, "optuna": peers, "megabytes": megabytes}
        mine = statistics.median(ours)
        what = "with fold values" if kind == "whole" else "parameters and value alone"
        bench.note(f"open 10,000 trials, {megabytes:.0f} MB, {what}; aim", mine, 0.2, mine / 0.2, 1.0)
        print(f"  (Optuna, imports left out: {statistics.median(peers):.3f} s)", flush=True)


def same_small(bench):
    same_trials(bench, small(bench), 100, max(1, bench.repeats // 2), "5,000 x 30")


def same_large(bench):
    """12 trials alone: each is 10 to 20 seconds of a processor."""
    same_trials(bench, large(bench), 12, 1, "200,000 x 50")


def reach_small(bench):
    for pruner in ("none", "median"):
        reach(bench, small(bench), 100, 400, range(1, 12), pruner, "5,000 x 30", 0.33)


def reach_large(bench):
    """15 trials of the script take two minutes, 100 would take thirteen for each seed."""
    reach(bench, large(bench), 15, 60, range(1, 4), "none", "200,000 x 50", 0.67)


CASES = {"same_small": same_small, "same_large": same_large, "reach_small": reach_small, "reach_large": reach_large,
         "busy": lambda bench: busy(bench, small(bench)), "journal": lambda bench: journal(bench, small(bench)),
         "quality": quality, "noise": noise}
