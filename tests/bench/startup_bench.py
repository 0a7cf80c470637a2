# SPDX-License-Identifier: MIT
"""How soon a command is there, beside a Python script that has only imported what it would use: run.py --only startup."""
import statistics
import subprocess
import sys
import time

# Words, and what people wait for at most (ms). `version` reads a models folder.
COMMANDS = ((("--version",), 20.0), (("version",), 20.0), (("--help",), 30.0))
RUNS, PEER_RUNS = 51, 5
PEER = "import xgboost, optuna, mlflow"


def milliseconds(words, folder):
    begin = time.perf_counter()
    subprocess.run(words, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return 1e3 * (time.perf_counter() - begin)


def startup(bench, config, data):
    folder = bench.out / "startup"
    bench.mlpipe(folder, "train", "--config", str(config), "--data", str(data))
    program = str(bench.build / "mlpipe")
    subprocess.run([program, "version", "promote", "--force", "--reason", "bench"], cwd=folder, check=True, capture_output=True)
    peers = [milliseconds([sys.executable, "-c", PEER], folder) for _ in range(1 + PEER_RUNS)][1:]  # the first reads the disk
    theirs = statistics.median(peers)
    taken = {words: [] for words, _ in COMMANDS}
    for _ in range(RUNS):
        for words, _ in COMMANDS:
            taken[words].append(milliseconds([program, *words], folder))
    bench.details["startup"] = {"peer": peers, "ours": {" ".join(words): times for words, times in taken.items()}}
    for words, aim in COMMANDS:
        mine = statistics.median(taken[words])
        bench.note(f"mlpipe {' '.join(words)}; aim", mine, aim, mine / aim, 1.0, "ms")
        bench.note(f"mlpipe {' '.join(words)}; Python: {PEER}", mine, theirs, mine / theirs, 0.05, "ms")
