#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Disturbs every system call by which mlpipe touches its models folder, one in each run.

    syscall_matrix.py MLPIPE SHORT_WRITES_LIBRARY WORK_FOLDER

After each run a checker that shares no code with mlpipe finds the old version in production or the
new one, whole; the exit code told which; `version repair`, or the same command at once, puts the
rest right; `version verify --all` loads the models and predicts their golden rows; the same command
succeeds.

What is tried: before each call that changes something SIGKILL, and instead of it ENOSPC, EIO and
EINTR; each write also takes nothing, takes half, and takes half before SIGKILL. Each call that only
looks fails in one way, EIO or (every second open and read) EINTR: to die before it leaves the same
disk as to die before the next one that changes something. close() is left alone: strace would not
make the call, while Linux closes a file whatever close() returns.
"""
import collections
import concurrent.futures
import itertools
import os
import shutil
import signal
import sys
import time

import call_list
import crash_support as support
import registry_checker
import scenarios

FEWEST_POINTS = 150
CHANGING_FAULTS = ("signal=SIGKILL", "error=ENOSPC", "error=EIO", "error=EINTR")
WRITE_FAULTS = ("retval=0", "short", "torn")
HARMLESS = ("error=EINTR", "short")  # a reason to go on, never to fail
DEADLY = ("signal=SIGKILL", "torn")


def faults_of(scenario, call):
    if call.changes:
        return CHANGING_FAULTS + (WRITE_FAULTS if call.name == "write" else ())
    if call.name == "close" or not scenario.looks:
        return ()
    waits = call.name in ("openat", "openat2", "read")
    return ("error=EINTR",) if waits and call.nth % 2 == 0 else ("error=EIO",)


class Matrix:
    def __init__(self, mlpipe, short_writes, work):
        self.mlpipe, self.short_writes, self.work = mlpipe, short_writes, work
        self.numbers = itertools.count()

    def points(self, scenario):
        """(scenario, call, fault) of every run to make."""
        folder = support.copy(scenario.folder, scenario.folder + f".list{next(self.numbers)}")
        calls = call_list.list_calls(self.mlpipe, folder, scenario.words)
        calls = [c for c in calls if scenario.only in c.line]
        threads = support.copy(scenario.folder, folder + ".threads")
        others = call_list.other_threads(self.mlpipe, threads, scenario.words)
        if others:
            raise SystemExit(f"{scenario.name}: another thread touches the folder: {others[0]}")
        return [(scenario, call, fault) for call in calls for fault in faults_of(scenario, call)]

    def disturbed_run(self, folder, words, call, fault):
        trace = folder + ".trace"
        if fault in ("short", "torn"):
            env = {"LD_PRELOAD": self.short_writes, "SHORT_WRITE_AT": str(call.own_nth),
                   "SHORT_WRITE_KILLS": str(int(fault == "torn"))}
            before = call_list.tracer(trace, *(word for name, value in env.items()
                                               for word in ("-E", f"{name}={value}")))
            run = self.mlpipe.run(folder, *words, before=before)
            hit = was_short(trace, call)
        else:
            run = self.mlpipe.run(folder, *words, before=call_list.tracer(
                trace, "-e", f"inject={call.name}:{fault}:when={call.nth}"))
            hit = call_list.was_hit(trace, call)
        return run, hit

    def try_point(self, scenario, call, fault):
        """What is wrong after one disturbed run; an empty list if nothing is."""
        folder = support.copy(scenario.folder, os.path.join(self.work, f"p{next(self.numbers)}"))
        models = os.path.join(folder, "models")
        run, hit = self.disturbed_run(folder, scenario.words, call, fault)
        problems = [] if hit else ["the call was not hit: the run made other calls"]
        live, _, found = registry_checker.check(models, may_be_unlogged=bool(scenario.only))
        problems += found + truth(scenario, fault, run, live)
        repair_first = call.changes and fault not in HARMLESS + DEADLY
        self.next_runs(scenario, folder, repair_first, problems)
        if not problems:
            shutil.rmtree(folder)
        return [f"{scenario.name}, {fault} at {call}: {p} [{run.stderr.strip()[-200:]}] ({folder})"
                for p in problems]

    def next_runs(self, scenario, folder, repair_first, problems):
        """The same command again, which repairs what is to be repaired unless a repair comes
        first."""
        models = os.path.join(folder, "models")
        verify = ("version", "verify", "--all")
        runs = (("version", "repair"), verify, scenario.words) if repair_first else \
            (scenario.words, verify)
        for words in runs:
            run = self.mlpipe.run(folder, *words)
            if run.returncode != 0:
                problems.append(f"then `mlpipe {' '.join(words)}`: exit {run.returncode}: "
                                f"{run.stdout}{run.stderr}")
            problems += registry_checker.check(models, settled=words[-1] != "--all")[2]
        live = scenarios.live(folder)
        if live != scenario.after:
            problems.append(f"in the end {live!r} is live, not {scenario.after}")


def was_short(trace, call):
    """True if the n-th write took half: the library and strace mean the same call. (The holder in
    the lock file names the process, whose number may have a digit more or less.)"""
    result = lambda line: int(line.rsplit(" = ", 1)[1])
    for found in call_list.read_calls(trace):
        if found.name == "write" and found.nth == call.nth:
            return abs(result(found.line) - result(call.line) // 2) <= 2
    return False


def truth(scenario, fault, run, live):
    """Old or new and nothing else, and the one that the exit code says."""
    if live not in (scenario.before, scenario.after):
        return [f"{live!r} is live, neither {scenario.before!r} nor {scenario.after!r}"]
    died = run.returncode == -signal.SIGKILL
    if died != (fault in DEADLY):
        return [f"exit {run.returncode}"]
    if died:
        return []
    if fault in HARMLESS and run.returncode != support.OK:
        return [f"exit {run.returncode}, though nothing was wrong"]
    if run.returncode not in (0, 1, 9, support.NOT_DURABLE):
        return [f"exit {run.returncode} is none of those for a failing disk"]
    said = scenario.after if run.returncode in (support.OK, support.NOT_DURABLE) \
        else scenario.before
    return [] if live == said else [f"exit {run.returncode} said {said!r}, {live!r} is live"]


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    begin = time.monotonic()
    work = os.path.realpath(sys.argv[3])
    mlpipe = support.Mlpipe(sys.argv[1])
    matrix = Matrix(mlpipe, os.path.abspath(sys.argv[2]), work)
    points = [point for scenario in scenarios.prepare(mlpipe, work)
              for point in matrix.points(scenario)]
    # Half of the time a run waits for the disk.
    with concurrent.futures.ThreadPoolExecutor(2 * os.cpu_count()) as pool:
        results = list(pool.map(lambda point: matrix.try_point(*point), points))
    for key, count in collections.Counter((s.name, f) for s, _, f in points).items():
        print(f"{count:5}  {key[0]}: {key[1]}")
    bad = [problem for result in results for problem in result]
    for problem in bad[:40]:
        print(problem, file=sys.stderr)
    print(f"{len(points)} points, {sum(map(bool, results))} of them bad, "
          f"{time.monotonic() - begin:.0f} s")
    if len(points) < FEWEST_POINTS:
        sys.exit(f"fewer than {FEWEST_POINTS} points: nothing is shown by that")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
