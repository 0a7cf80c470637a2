#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Readers during 10,000 swaps of production between two versions that mlpipe promoted.

    readers.py MLPIPE SWAP_READERS WORK_FOLDER
"""
import os
import subprocess
import sys

import crash_support as support
import registry_checker
import scenarios

SWAPS = 10_000


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    mlpipe, folder = support.Mlpipe(sys.argv[1]), os.path.realpath(sys.argv[3])
    versions = []
    for rounds in (5, 9):
        mlpipe.must(folder, *support.promotion(support.train(mlpipe, folder, rounds)))
        versions.append(scenarios.live(folder))
    models = os.path.join(folder, "models")
    subprocess.run([sys.argv[2], models, *versions, str(SWAPS)], check=True)
    live, _, problems = registry_checker.check(models, may_be_unlogged=True)
    if problems or live != versions[0]:
        sys.exit("\n".join([f"{live} is live", *problems]))


if __name__ == "__main__":
    main()
