#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cuts the power of a disk at every place where mlpipe changes something on it.

    power_cut.py MLPIPE WORK_FOLDER       (by way of run.sh; root only)

On loop-mounted ext4 and XFS, for promotion and rollback: SIGKILL before each changing call, or
none; then the disk is shut down, with and without what its journal still held in memory, and mounted
anew. Production must be the old version or the new, whole; after exit status 0 the new one, with
log and VERSION; and the next command works. As a proof that this test can fail, the same with syncs
that do nothing must lose what was said to be done.
"""
import concurrent.futures
import itertools
import os
import shutil
import subprocess
import sys
import time

import call_list
import crash_support as support
import registry_checker
import scenarios

FEWEST_POINTS = 200
CUTS = {"journal lost": "shutdown", "journal written, data lost": "shutdown -f"}
# XFS refuses small disks. ext4 would otherwise write its journal every 5 s, and spare us the loss.
DISKS = {"ext4": ("128M", ("mkfs.ext4", "-q", "-F"), "loop,commit=300"),
         "xfs": ("320M", ("mkfs.xfs", "-q"), "loop")}
NAMES = ("promotion", "rollback")


def call(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


class Disk:
    def __init__(self, work, kind):
        size, make, self.options = DISKS[kind]
        self.image = os.path.join(work, f"{kind}.image")
        self.folder = os.path.join(work, f"{kind}.mount")
        call("truncate", "-s", size, self.image)
        call(*make, self.image)
        os.mkdir(self.folder)

    def mount(self):
        call("mount", "-o", self.options, self.image, self.folder)

    def unmount(self):
        call("umount", self.folder)

    def cut(self, how):
        call("xfs_io", "-x", "-c", CUTS[how], self.folder)
        self.unmount()
        self.mount()


class Lab:
    """One disk and what is done to it."""

    def __init__(self, mlpipe, work, kind):
        self.mlpipe, self.kind, self.disk = mlpipe, kind, Disk(work, kind)
        self.trace = os.path.join(work, f"{kind}.trace")

    def try_cut(self, scenario, how, *options):
        """Run under strace with these options, cut the power, mount anew.
        @return  the run, and what is wrong with what is there now"""
        folder = support.copy(scenario.folder, os.path.join(self.disk.folder, "run"))
        call("sync", "-f", folder)
        run = self.mlpipe.run(folder, *scenario.words,
                              before=call_list.tracer(self.trace, *options))
        self.disk.cut(how)
        done = run.returncode == support.OK
        try:
            live, _, problems = registry_checker.check(os.path.join(folder, "models"),
                                                       settled=done)
        except OSError as error:
            return run, [f"the checker cannot read it: {error}"]
        if live not in ([scenario.after] if done else [scenario.before, scenario.after]):
            problems.append(f"{live!r} is live after exit {run.returncode}")
        return run, problems

    def next_runs(self, scenario):
        folder = os.path.join(self.disk.folder, "run")
        problems = []
        for words in (scenario.words, ("version", "verify", "--all")):
            run = self.mlpipe.run(folder, *words)
            if run.returncode != support.OK:
                problems.append(f"then `mlpipe {' '.join(words)}`: exit {run.returncode}: "
                                f"{run.stdout}{run.stderr}")
        live, _, found = registry_checker.check(os.path.join(folder, "models"), settled=True)
        if live != scenario.after:
            problems.append(f"in the end {live!r} is live")
        return problems + found

    def clear(self):
        shutil.rmtree(os.path.join(self.disk.folder, "run"))

    def try_points(self, scenario, calls):
        """Number of points, and a line for each thing wrong."""
        problems, points = [], 0
        for place, how in itertools.product([*calls, None], CUTS):
            options = () if place is None else \
                ("-e", f"inject={place.name}:signal=SIGKILL:when={place.nth}")
            run, found = self.try_cut(scenario, how, *options)
            if (run.returncode == support.OK) != (place is None):
                found.append(f"exit {run.returncode}: {run.stderr}")
            found += self.next_runs(scenario)
            where = f"{self.kind}, {scenario.name}, {how}, {place or 'after the end'}"
            problems += [f"{where}: {problem}" for problem in found]
            points += 1
            self.clear()
        return points, problems

    def without_syncs(self, scenario):
        """How many of the cuts are noticed if fsync() does nothing and says that all is well."""
        noticed = 0
        for how in CUTS:
            run, found = self.try_cut(scenario, how, "-e", "inject=fsync,fdatasync:retval=0")
            noticed += run.returncode == support.OK and bool(found)
            self.clear()
        return noticed

    def run(self, prepared):
        points, problems, noticed = 0, [], 0
        self.disk.mount()
        try:
            for scenario, calls in prepared:
                tried, found = self.try_points(scenario, calls)
                points, problems = points + tried, problems + found
                noticed += self.without_syncs(scenario)
        finally:
            self.disk.unmount()
        if noticed == 0:
            problems.append(f"{self.kind}: without any sync nothing was lost: this test is blind")
        return points, problems, noticed


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    begin = time.monotonic()
    mlpipe, work = support.Mlpipe(sys.argv[1]), os.path.realpath(sys.argv[2])
    prepared = []
    for scenario in scenarios.prepare(mlpipe, work):
        if scenario.name in NAMES:
            folder = support.copy(scenario.folder, scenario.folder + ".list")
            calls = call_list.list_calls(mlpipe, folder, scenario.words)
            prepared.append((scenario, [c for c in calls if c.changes]))
            shutil.rmtree(folder)
    with concurrent.futures.ThreadPoolExecutor(len(DISKS)) as pool:
        results = list(pool.map(lambda kind: Lab(mlpipe, work, kind).run(prepared), DISKS))
    for kind, (points, problems, noticed) in zip(DISKS, results):
        print(f"{kind}: {points} cuts, {len(problems)} complaints; of {len(CUTS) * len(NAMES)} "
              f"cuts without syncs {noticed} were noticed")
    points = sum(result[0] for result in results)
    bad = [problem for result in results for problem in result[1]]
    for problem in bad[:40]:
        print(problem, file=sys.stderr)
    print(f"{points} points, {time.monotonic() - begin:.0f} s")
    if points < FEWEST_POINTS:
        sys.exit(f"fewer than {FEWEST_POINTS} points: nothing is shown by that")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
