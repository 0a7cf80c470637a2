#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Eight processes promote and roll back at once in one models folder.

    processes.py MLPIPE WORK_FOLDER

For MLPIPE_SOAK_SECONDS (default 8) each of eight workers starts mlpipe again and again: the
promotion of a candidate of its own, or a rollback to any version. In the end the log must be one
chain of whole operations, each from where the last one ended, no number twice, production where
the last one put it, and every exit status the truth about its own operation. As a proof that this
test can fail, the same without the lock must break something: a promotion whose folder another
process cleared away, or the log.
"""
import collections
import concurrent.futures
import os
import random
import re
import sys
import time

import crash_support as support
import registry_checker

WORKERS = 8
CANDIDATES_EACH_SECOND = 2  # more than one worker can promote
SWITCHED = re.compile(r"^v\S+ is live( again)?, in place of ", re.M)
# Syncing a file takes long, so that the operations of several processes meet also where a disk is
# fast and cores are few.
SLOW_SYNCS = ("strace", "-qqq", "-o", "/dev/null", "-e", "trace=flock,fsync,fdatasync",
              "-e", "inject=fsync,fdatasync:delay_exit=20000")
WITHOUT_LOCK = (*SLOW_SYNCS, "-e", "inject=flock:retval=0")  # says yes to everybody
TOO_LITTLE = "too little happened to show anything"
EXPECTED = {support.OK, support.BUSY, support.NOT_FOUND}


def work(mlpipe, folder, number, candidates, end, before):
    """(words, run) of all that one worker did."""
    choice = random.Random(number)
    done = []
    while time.monotonic() < end:
        archived = sorted(os.listdir(os.path.join(folder, "models", "archive")))
        if candidates and choice.random() < 0.4:
            words = support.promotion(candidates.pop())
        else:
            words = ("rollback", choice.choice(archived), "--reason", f"worker {number}")
        # Some wait for the others, some give up at once.
        patience = ("--lock-timeout", choice.choice(("0", "30")))
        done.append((words, mlpipe.run(folder, words[0], *patience, *words[1:],
                                       before=before)))
    return done


def complaints(folder, done):
    """What is wrong with the folder, or with what the processes said."""
    models = os.path.join(folder, "models")
    live, records, problems = registry_checker.check(models, settled=True)
    for words, run in done:
        if run.returncode not in EXPECTED:
            problems.append(f"mlpipe {' '.join(words)}: exit {run.returncode}: {run.stderr}")
    ends = [r for r in records if registry_checker.is_switch(r)]
    promised = collections.Counter(
        "promote" if words[0] == "version" else "rollback" for words, run in done
        if run.returncode == support.OK and SWITCHED.search(run.stdout))
    logged = collections.Counter(r["operation"] for r in ends[1:])  # the first made the folder
    if promised != logged:
        problems.append(f"the processes said {dict(promised)}, the log says {dict(logged)}")
    numbers = sorted(r["to"] for r in ends if r["operation"] == "promote")
    if numbers != sorted(os.listdir(os.path.join(models, "archive"))):
        problems.append(f"promoted were {numbers}, the archive holds something else")
    if any(r["phase"] == "aborted" or r.get("recovered") for r in records):
        problems.append("the log says that a run died, and none did")
    if ends[-1]["to"] != live:
        problems.append(f"{live} is live, the last switch was to {ends[-1]['to']}")
    return problems, logged


def soak(mlpipe, folder, seconds, before=()):
    """Problems after so many seconds, and a line that says what happened."""
    os.mkdir(folder)
    first = support.train(mlpipe, folder, 5)
    mlpipe.must(folder, *support.promotion(first))
    each = int(seconds * CANDIDATES_EACH_SECOND) + 1
    candidates = [[support.another_recipe(folder, first, 1000 + worker * each + i)
                   for i in range(each)] for worker in range(WORKERS)]
    end = time.monotonic() + seconds
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        workers = [pool.submit(work, mlpipe, folder, i, candidates[i], end, before)
                   for i in range(WORKERS)]
        done = [pair for worker in workers for pair in worker.result()]
    problems, logged = complaints(folder, done)
    run = mlpipe.run(folder, "version", "verify", "--all", timeout=600)
    if run.returncode != support.OK:
        problems.append(f"version verify --all: exit {run.returncode}: {run.stdout}{run.stderr}")
    if logged["promote"] < WORKERS or logged["rollback"] < WORKERS:
        problems.append(TOO_LITTLE)
    statuses = dict(collections.Counter(run.returncode for _, run in done))
    return problems, (f"{len(done)} commands of {WORKERS} processes in {seconds:.0f} s, by exit "
                      f"status {statuses}; switches {dict(logged)}")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    mlpipe, folder = support.Mlpipe(sys.argv[1]), os.path.realpath(sys.argv[2])
    seconds = float(os.environ.get("MLPIPE_SOAK_SECONDS", "8"))
    problems, what = soak(mlpipe, os.path.join(folder, "locked"), seconds)
    print(what)
    if why := support.strace_works():
        print(f"SKIPPED: the proof that a missing lock would be seen: {why}", file=sys.stderr)
    else:
        # Alone the slow syncs must break nothing, or what follows would not be the lock's doing.
        slow, _ = soak(mlpipe, os.path.join(folder, "slow"), 3, SLOW_SYNCS)
        problems += [f"with slow syncs: {problem}" for problem in slow if problem != TOO_LITTLE]
        found, _ = soak(mlpipe, os.path.join(folder, "unlocked"), 3, WITHOUT_LOCK)
        broken = [problem for problem in found if problem != TOO_LITTLE]
        print(f"without the lock {len(broken)} faults in 3 s, the first: {broken[:1]}")
        if not broken:
            problems.append("without the lock nothing broke: this test is blind")
    for problem in problems[:40]:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
