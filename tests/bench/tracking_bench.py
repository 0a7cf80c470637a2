# SPDX-License-Identifier: MIT
"""Runs into a database file and to a server beside MLflow's own client doing the same: run.py --only tracking.

Each side has a database file of its own, new each time; over HTTP both use one `mlflow server`, a new experiment each time.
"""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request

PEER = pathlib.Path(__file__).resolve().parent / "peers" / "mlflow_peer.py"
RUNS, METRICS = 100, 1000
TYPICAL_RUNS, TYPICAL = 10, (300, 100, 12, 50)  # points, parameters, artifacts of so many kilobytes
# A training's record has twelve files, each synced here and not by MLflow. Over HTTP both wait for one and the same server.
SQLITE_AIM, TYPICAL_AIM, HTTP_AIM = 0.1, 0.25, 1.0


def environment():
    """Without what could lead MLflow elsewhere."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MLFLOW_")}
    return kept | {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "1"}


@contextlib.contextmanager
def server(folder):
    """`mlflow server` on loopback, with its own store in the folder; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        root = f"http://127.0.0.1:{free.getsockname()[1]}"
    log = folder / "server.log"
    process = subprocess.Popen([sys.executable, "-m", "mlflow", "server", "--backend-store-uri", "sqlite:///mlflow.db", "--workers",
                                "1", "--port", root.rsplit(":", 1)[1]], cwd=folder, env=environment(), stdout=log.open("w"),
                               stderr=subprocess.STDOUT, start_new_session=True)
    try:
        deadline = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(root + "/health", timeout=10).read()
                break
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit("mlflow server does not start:\n" + log.read_text()[-2000:])
            time.sleep(0.2)
        yield root
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        process.wait()


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def deliver(command, folder, database, runs, load):
    """Seconds of the deliveries, and of the whole process; all points must have arrived."""
    begin = time.perf_counter()
    done = subprocess.run([*command, *map(str, (runs, *load))], cwd=folder, env=environment(), capture_output=True, text=True)
    whole = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(done.stderr[-2000:])
    result = json.loads(done.stdout.splitlines()[-1])  # before it MLflow names the pages of the runs
    with contextlib.closing(sqlite3.connect(database)) as rows:
        found = rows.execute("SELECT COUNT(DISTINCT run_uuid), COUNT(*) FROM metrics JOIN runs USING (run_uuid) JOIN experiments "
                             "USING (experiment_id) WHERE experiments.name = ? AND status = 'FINISHED'",
                             (result["experiment"],)).fetchone()
    if found != (runs, runs * load[0]):
        sys.exit(f"{command}: {found[0]} runs and {found[1]} points have arrived")
    return result["seconds"], whole


def sync_milliseconds(folder):
    """Median of what a small write takes to reach the disk: both sides wait for many, and that may be most of their time."""
    times = []
    with (folder / "sync.bin").open("wb", buffering=0) as file:
        for _ in range(100):
            file.write(bytes(4096))
            begin = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - begin)
    return 1000 * statistics.median(times)


def into_files(bench, runs, load):
    """Both sides in turns: [(seconds, whole)] of each."""
    ours, peers = [], []
    for _ in range(bench.repeats):
        folder = fresh(bench.out / "tracking" / "ours")
        ours.append(deliver([bench.program("bench_tracking"), "sqlite:mlflow.db"], folder, folder / "mlflow.db", runs, load))
        folder = fresh(bench.out / "tracking" / "peer")
        peers.append(deliver([sys.executable, str(PEER), "sqlite:///mlflow.db"], folder, folder / "mlflow.db", runs, load))
    return ours, peers


def to_server(bench, runs, load):
    folder = fresh(bench.out / "tracking" / "server")
    ours, peers = [], []
    with server(folder) as root:
        for _ in range(bench.repeats):
            for times, command in ((ours, [bench.program("bench_tracking"), root]), (peers, [sys.executable, str(PEER), root])):
                times.append(deliver(command, fresh(bench.out / "tracking" / "client"), folder / "mlflow.db", runs, load))
    return ours, peers


def note(bench, what, sides, aim, runs=1, unit="s"):
    scale = 1.0 if unit == "s" else 1000.0
    (mine, my_process), (theirs, their_process) = ([statistics.median(column) / runs * scale for column in zip(*side)]
                                                   for side in sides)
    bench.note(what, mine, theirs, mine / theirs, aim, unit)
    print(f"  (whole processes: {my_process:.2f} and {their_process:.2f} {unit}{' a run' if runs > 1 else ''})", flush=True)
    bench.details[what] = {"ours": sides[0], "peer": sides[1]}


def tracking(bench):
    folder = fresh(bench.out / "tracking" / "sync")
    bench.details["tracking_sync_ms"] = [sync_milliseconds(folder)]
    name = f"{RUNS} runs x {METRICS:,} metrics"
    note(bench, f"{name} into SQLite; MLflow's client", into_files(bench, RUNS, (METRICS,)), SQLITE_AIM)
    note(bench, "a training's record into SQLite; MLflow's client", into_files(bench, TYPICAL_RUNS, TYPICAL), TYPICAL_AIM,
         TYPICAL_RUNS, "ms")
    note(bench, f"{name} over HTTP; MLflow's client", to_server(bench, RUNS, (METRICS,)), HTTP_AIM)
    bench.details["tracking_sync_ms"].append(sync_milliseconds(folder))
    before, after = bench.details["tracking_sync_ms"]
    print(f"  (fdatasync of 4 KB on this disk: {before:.2f} ms before, {after:.2f} ms after)", flush=True)
