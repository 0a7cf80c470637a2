# SPDX-License-Identifier: MIT
"""Four mlpipe and two Python workers on one study, some of them killed."""
import contextlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

import optuna
import redis
from optuna.storages import RetryFailedTrialCallback
from optuna.trial import TrialState

import optuna_records
from optuna_reading import compare_trial, free_port
from optuna_support import Bench, Mismatch, check, cheap_value, same, wait_until

TRIALS = 300
# Trials that must be there before one of a kind is killed. A killed one may have the lock of a file,
# and then all wait for 30 s: few. Early, since the rest of the trials is the time this test has to look.
KILLS = {30: "mlpipe", 75: "python", 120: "mlpipe", 165: "python"}
SEED = int(os.environ.get("MLPIPE_INTEROP_SEED", "20261128"))


class TooQuick(Exception):
    """The trials were all done before everybody was killed who should be: nothing is shown."""


class Crowd:
    """Six workers, restarted when they were killed."""

    def __init__(self, bench, study, processes):
        self.bench = bench
        self.each = 4 // processes
        self.study = study
        self.workers = {}
        # Python takes seconds to begin, in which mlpipe would do all there is.
        for i in range(2):
            self.start("python", i)
        seen = bench.load(study)
        wait_until(lambda: self.failures() or len(
            {t.user_attrs.get("python") for t in seen.get_trials(deepcopy=False)} - {None}) == 2,
            "both Python workers have begun")
        for i in range(processes):
            self.start("mlpipe", i)

    def start(self, kind, i):
        if kind == "mlpipe":
            # Some sample by what is there, some by batches. Nice, or Python would hardly have a part.
            process = self.bench.start(
                "--study", self.study, "--trials", str(TRIALS), "--workers", str(self.each),
                "--threads", str(self.each), "--batch", str(4 * (i % 2)), "--pruner", "none",
                reports=f"mlpipe{i}", niceness=5)
        else:
            worker = pathlib.Path(__file__).with_name("optuna_worker.py")
            where = self.bench.storage if "://" in self.bench.storage else str(self.bench.journal)
            with open(self.bench.folder / f"python{i}.err", "ab") as log:
                process = subprocess.Popen([sys.executable, worker, where, self.study, str(TRIALS), str(i)],
                                           stdout=log, stderr=log)
        self.workers[kind, i] = process

    def kill_one(self, kind, rng):
        """One that is still at work, at a moment by chance."""
        time.sleep(rng.uniform(0.0, 0.3))
        alive = [key for key, p in self.workers.items() if key[0] == kind and p.poll() is None]
        if not alive:
            raise TooQuick(f"no {kind} worker is left to kill")
        key = rng.choice(alive)
        self.workers[key].send_signal(signal.SIGKILL)
        same(self.workers[key].wait(), -signal.SIGKILL, "exit of what was killed")
        self.start(*key)

    def failures(self):
        return [f"{kind}{i} ended with {process.returncode}: " +
                (self.bench.folder / f"{kind}{i}.err").read_text()[-1500:]
                for (kind, i), process in self.workers.items() if process.poll()]

    def stop(self):
        for process in self.workers.values():
            if process.poll() is None:
                process.kill()
            process.wait()


def crowd(bench, processes):
    """The search of six workers with kills in between; seconds until the last trial.

    mlpipe's four are spread over so many processes.
    """
    rng = random.Random(SEED)
    began = time.monotonic()
    # With one trial there, no Python worker starts before the study does.
    bench.optimize("--study", "crowd", "--trials", "1")
    study = bench.load("crowd")
    workers = Crowd(bench, "crowd", processes)
    try:
        for trials, kind in KILLS.items():
            wait_until(lambda: workers.failures() or len(study.get_trials(deepcopy=False)) >= trials,
                       f"{trials} trials", 120)
            workers.kill_one(kind, rng)
        wait_until(lambda: workers.failures() or
                   all(p.poll() is not None for p in workers.workers.values()), "all are done", 150)
        check(not workers.failures(), "\n".join(workers.failures()))
    finally:
        workers.stop()
    return time.monotonic() - began


def slow_enough_crowd(bench_of, rows, processes):
    """The bench and the seconds of a search long enough for its kills, on more rows where it was not."""
    for attempt in range(4):
        bench = bench_of(attempt, rows)
        try:
            return bench, crowd(bench, processes)
        except TooQuick as quick:
            print(f"  {rows} rows: {quick}; once more with more rows")
            rows *= 2
    raise Mismatch("this machine is too quick for the kills")


def check_values(bench, study):
    """Values belong to the parameters beside them: Python's by formula, mlpipe's by fitting again."""
    again = []
    for trial in study.trials:
        first = trial
        while "mlpipe:twin_of" in first.user_attrs:
            first = study.trials[first.user_attrs["mlpipe:twin_of"]]
            same((first.params, first.value), (trial.params, trial.value), f"twin of {trial.number}")
        if trial.state != TrialState.COMPLETE:
            continue
        if "python" in first.user_attrs:
            same(trial.value, cheap_value(trial.params), f"trial {trial.number}, value")
        else:
            same(len(trial.user_attrs["mlpipe:fold_scores"]), len(trial.intermediate_values),
                 f"trial {trial.number}, folds")
            again.append(trial)
    again = random.Random(SEED).sample(again, 12)
    repeated = Bench(bench.mlpipe, bench.folder / "again", bench.rows, bench.rounds)
    fresh = optuna.create_study(study_name="again", storage=repeated.python_storage())
    for trial in again:
        fresh.enqueue_trial(trial.params, user_attrs={"of": trial.number})
    repeated.optimize("--study", "again", "--trials", str(len(again)), "--pruner", "none")
    for trial, other in zip(again, repeated.load("again").trials):
        same((other.user_attrs["of"], other.params, other.value),
             (trial.number, trial.params, trial.value), f"trial {trial.number} fitted again")


def check_draws(study):
    """No two workers drew the same trial: with floats in the space, equal draws are one draw."""
    drawn = {}
    for trial in study.trials:
        # Trials of killed Python workers may have but their first, whole-numbered parameter.
        if trial.state != TrialState.COMPLETE or RetryFailedTrialCallback.retry_history(trial):
            continue
        key = tuple(sorted(trial.params.items()))
        check(key not in drawn, f"trials {drawn.get(key)} and {trial.number} are one draw: {trial.params}")
        drawn[key] = trial.number


def check_crowd(bench, records, processes):
    study = bench.load("crowd")
    running = sum(t.state == TrialState.RUNNING for t in study.trials)
    bench.action("repair", "--fail-running")
    study = bench.load("crowd")
    states = {s.name: sum(t.state == s for t in study.trials) for s in TrialState}
    same((states["RUNNING"], states["WAITING"]), (0, 0), "trials running or waiting at the end")
    retries = [t for t in study.trials if RetryFailedTrialCallback.retry_history(t)]
    # Two programs look, then begin: each other worker may begin one more.
    check(TRIALS <= len(study.trials) - len(retries) <= TRIALS + 5,
          f"{len(study.trials)} trials, of which {len(retries)} are retries")
    same([t.number for t in study.trials], list(range(len(study.trials))), "numbers without a gap")
    for trial, line in zip(study.trials, bench.exported("crowd")):
        compare_trial(trial, line)
    at_most = sum(4 // processes if kind == "mlpipe" else 1 for kind in KILLS.values())
    check(states["FAIL"] <= at_most, f"{states['FAIL']} failed trials for {len(KILLS)} kills")
    same(len({RetryFailedTrialCallback.retried_trial_number(t) for t in retries}), len(retries),
         "trials that were retried, once each")
    tally = optuna_records.check_records(records(), study)
    check_values(bench, study)
    check_draws(study)
    share = sum("python" in t.user_attrs for t in study.trials)
    check(1 <= share < TRIALS, f"{share} of the trials are Python's: not both had part")
    return f"{states}, {share} of Python's, {len(retries)} retried, {running} left running; {tally}"


def crowd_on_file(mlpipe, work):
    """Six workers on one file, four kills, 300 trials."""
    bench, seconds = slow_enough_crowd(
        lambda attempt, rows: Bench(mlpipe, work / str(attempt), rows=rows, rounds=3), 300, 2)
    text = check_crowd(bench, lambda: bench.journal.read_bytes().splitlines(keepends=True), 2)
    leftovers = [p.name for p in bench.folder.glob("studies.log?*") if not p.name.endswith(".rename")]
    same(leftovers, [], "files beside the journal")
    print(f"  {seconds:.0f} s: {text}")


@contextlib.contextmanager
def redis_server(folder):
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "",
         "--appendonly", "no", "--maxmemory-policy", "noeviction", "--logfile", folder / "redis.log"])
    try:
        client = redis.Redis(port=port)

        def answers():
            try:
                return client.ping()
            except redis.exceptions.ConnectionError:
                return False

        wait_until(answers, "redis-server answers")
        yield port, client
    finally:
        server.terminate()
        server.wait(20)


def crowd_on_redis(mlpipe, work):
    """Six workers on one Redis, four kills, 300 trials."""
    if shutil.which("redis-server") is None:
        print("  SKIPPED: no redis-server")
        return
    with redis_server(work / "server") as (port, client):
        def bench_of(attempt, rows):
            client.flushall()
            bench = Bench(mlpipe, work / str(attempt), rows=rows, rounds=60)
            bench.storage = f"redis://127.0.0.1:{port}/0"
            return bench

        def records():
            last = int(client.get(":log_number"))
            lines = client.mget([f":log:{i}" for i in range(last + 1)])
            if None in lines:
                raise Mismatch(f"record {lines.index(None)} of {last + 1} is missing")
            return [line + b"\n" for line in lines]

        # No disk to wait for: with tiny fits mlpipe would be done before anybody could be killed.
        bench, seconds = slow_enough_crowd(bench_of, 2700, 4)
        print(f"  {seconds:.0f} s: {check_crowd(bench, records, 4)}")
