# SPDX-License-Identifier: MIT
"""mlpipe in folders of its own, and real MLflow servers, for scripts that are called with MLPIPE DATA.csv FOLDER."""
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings

warnings.simplefilter("ignore")
import mlflow

mlpipe, data, root = sys.argv[1], os.path.abspath(sys.argv[2]), pathlib.Path(sys.argv[3])
CANARIES = {"MLFLOW_TRACKING_USERNAME": "canary-user-7f3a", "MLFLOW_TRACKING_PASSWORD": "canary-password-91bc"}
QUICK = {"model": {"max_rounds": 8, "early_stopping_rounds": 0},
         "features": {"preset": [], "add": ["rsi_14", "logret_1"]}}


def environment(more):
    """Without what MLflow's own client has left there."""
    return {**{key: value for key, value in os.environ.items() if not key.startswith("MLFLOW_")}, **(more or {})}


def run(folder, *arguments, env=None, code=0):
    done = subprocess.run([mlpipe, *arguments], cwd=folder, capture_output=True, text=True, env=environment(env))
    with (pathlib.Path(folder) / "stderr.log").open("a") as log:
        log.write(f"$ mlpipe {' '.join(map(str, arguments))}\n{done.stderr}")
    assert done.returncode == code, f"{arguments}: {done.returncode}\n{done.stderr}"
    return done


def folder(name):
    out = root / name
    (out / "config").mkdir(parents=True)
    (out / "config" / "pipeline.json").write_text(json.dumps(QUICK))
    return out


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`mlflow server` with a store of its own, on one port, started and killed as often as one likes."""

    def __init__(self, where, options=(), variables=None):
        self.where, self.port, self.process = where, free_port(), None
        self.options, self.variables = options, variables or {}
        where.mkdir()
        self.uri = f"http://127.0.0.1:{self.port}"

    def start(self):
        log = (self.where / "server.log").open("a")
        path = f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"
        self.process = subprocess.Popen([sys.executable, "-m", "mlflow", "server", "--port", str(self.port), "--workers", "1",
                                         *self.options],
                                        cwd=self.where, stdout=log, stderr=subprocess.STDOUT,
                                        env=environment({"PATH": path, **self.variables}), start_new_session=True)
        for _ in range(240):
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(self.uri + "/health", timeout=2).read()
                return
            assert self.process.poll() is None, (self.where / "server.log").read_text()[-3000:]
            time.sleep(0.25)
        raise AssertionError("the server does not start")

    def kill(self):
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def client(self):
        return mlflow.MlflowClient(self.uri, self.uri)


def all_runs(client):
    ids = [experiment.experiment_id for experiment in client.search_experiments() if experiment.name == "mlpipe"]
    return client.search_runs(ids, max_results=5000) if ids else []


def kept(where):
    outbox = where / ".mlpipe" / "outbox"
    return sorted(path.name for path in outbox.iterdir() if len(path.name) == 32) if outbox.exists() else []
