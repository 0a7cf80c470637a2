# SPDX-License-Identifier: MIT
"""What tracking_tool wrote beside what MLflow's client reads: shared by mlflow_python.py's stores."""
import contextlib
import json
import math
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

import mlflow

LARGEST = 1.7976931348623157e308
problems = []


def mlflow_version():
    return tuple(int(part) for part in mlflow.__version__.split(".")[:2])


def same(what, found, expected):
    if found != expected:
        problems.append(f"{what}: MLflow has {str(found)[:300]}, logged was {str(expected)[:300]}")


def keys(names):
    """Name -> key, as run_record.hpp says."""
    out, taken = {}, set()
    for name in dict.fromkeys(names):
        key = plain = re.sub(r"[^A-Za-z0-9_\-./ ]", "_", name.replace("@", "_at_"))
        number = 2
        while key in taken:
            key, number = f"{plain}_{number}", number + 1
        taken.add(key)
        out[name] = key
    return out


def fits(found, whole, most):
    return found == whole if len(whole.encode()) <= most else (
        len(found.encode()) <= most and found.endswith(f" ... ({len(whole)} characters)") and whole.startswith(found[:most // 2]))


def stored_path(path):
    return re.sub(r"[#?%]", "_", path)


def number(value):
    value = float({"NaN": "nan", "Infinity": LARGEST, "-Infinity": -LARGEST}.get(value, value))
    return "nan" if math.isnan(value) else value


class Tool:
    """tracking_tool, run in `folder`, on one store; the runs' own files are made in folder/files."""

    def __init__(self, path, folder, store):
        self.path, self.folder, self.store, self.files = path, folder, store, folder / "files"
        self.files.mkdir(parents=True)

    def put(self, which):
        done = subprocess.run([self.path, "--store", self.store, which, str(self.files)], cwd=self.folder, capture_output=True,
                              text=True)
        if done.returncode != 0:
            sys.exit(f"tracking_tool {which}: {done.stderr}")
        return json.loads((self.files / f"{which}.json").read_text()), json.loads(done.stdout)


def compare_values(name, client, run, record):
    params = keys(key for key, _ in record["params"])
    same(f"{name}: parameters", sorted(run.data.params), sorted(params.values()))
    for key, value in record["params"]:
        if not fits(run.data.params[params[key]], value, 6000):
            problems.append(f"{name}: parameter {key} is {run.data.params[params[key]][-100:]}")
    tags = dict(record["tags"]) | {
        "mlflow.runName": record["name"], "mlflow.user": record["user"], "mlflow.source.type": "LOCAL",
        "mlflow.source.name": record["source"], "mlpipe.run_uid": record["uid"]}
    same(f"{name}: tags", sorted(set(run.data.tags) - {"mlflow.parentRunId"}), sorted(tags))
    for key, value in tags.items():
        if not fits(run.data.tags[key], value, 5000):
            problems.append(f"{name}: tag {key} is {run.data.tags[key][-100:]}")
    metrics = keys(point[0] for point in record["metrics"])
    same(f"{name}: metrics", sorted(run.data.metrics), sorted(metrics.values()))
    for key, stored in metrics.items():
        points = [(p[2], p[3] // 1000, number(p[1])) for p in record["metrics"] if p[0] == key]
        found = [(m.step, m.timestamp, number(m.value)) for m in client.get_metric_history(run.info.run_id, stored)]
        same(f"{name}: history of {key}", sorted(found, key=str), sorted(points, key=str))
        latest = max(points, key=lambda p: (p[0], p[1], 0 if p[2] == "nan" else p[2]))
        same(f"{name}: latest {key}", number(run.data.metrics[stored]), latest[2])


def compare_artifacts(name, client, run, record):
    def walk(path=None):
        for info in client.list_artifacts(run.info.run_id, path):
            yield from walk(info.path) if info.is_dir else [info.path]
    long = any(len(v) > 6000 for _, v in record["params"])
    same(f"{name}: artifacts", sorted(walk()), sorted([stored_path(a["path"]) for a in record["artifacts"]] + ["long_values.json"] * long))
    for artifact in record["artifacts"]:
        local = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path=stored_path(artifact["path"]),
                                                    tracking_uri=client.tracking_uri)
        same(f"{name}: {artifact['path']}", pathlib.Path(local).read_bytes(), pathlib.Path(artifact["file"]).read_bytes())


def compare(client, record, run_id, parent=None):
    name = record["name"]
    run = client.get_run(run_id)
    info = run.info
    same(f"{name}: run", (info.run_name, info.status, info.start_time, info.end_time, info.user_id, info.lifecycle_stage),
         (record["name"], record["status"], record["start"] // 1000, record["end"] // 1000, record["user"], "active"))
    same(f"{name}: parent", run.data.tags.get("mlflow.parentRunId"), parent)
    compare_values(name, client, run, record)
    compare_artifacts(name, client, run, record)
    inputs = sorted((i.dataset.name, i.dataset.digest, i.dataset.source_type, i.dataset.source, i.dataset.schema or "",
                     i.dataset.profile or "", {t.key: t.value for t in i.tags}["mlflow.data.context"])
                    for i in run.inputs.dataset_inputs)
    same(f"{name}: datasets", inputs, sorted(tuple(d[k] for k in ("name", "digest", "source_type", "source", "schema", "profile",
                                                                  "context")) for d in record["datasets"]))
    children = client.search_runs([info.experiment_id], f"tags.`mlflow.parentRunId` = '{run_id}'")
    same(f"{name}: children", sorted(child.data.tags["mlpipe.run_uid"] for child in children),
         sorted(child["uid"] for child in record["children"]))
    found = {child.data.tags["mlpipe.run_uid"]: child.info.run_id for child in children}
    for child in record["children"]:
        compare(client, child, found[child["uid"]], run_id)


def compare_model(client, record, run_id, version, aliases):
    model = record["model"]
    found = client.get_model_version("spx", version)
    same(f"version {version}: run, state", (found.run_id, found.status, found.current_stage), (run_id, "READY", "None"))
    same(f"version {version}: tags", found.tags, dict(model["tags"]) | {"mlpipe.model_sha256": model["sha256"]})
    same(f"version {version}: aliases", sorted(found.aliases), aliases)
    # Elsewhere: in the run's own folder MLflow would leave a file of its own.
    with tempfile.TemporaryDirectory() as other:
        local = pathlib.Path(mlflow.artifacts.download_artifacts(f"models:/spx/{version}", dst_path=other))
        bytes_found = (local / "model.ubj").read_bytes()
    file = next(a["file"] for a in record["artifacts"] if a["path"] == "model/model.ubj")
    same(f"version {version}: model", bytes_found, pathlib.Path(file).read_bytes())


class Server:
    """`mlflow ui` or `mlflow server` in a folder, where it keeps or finds mlflow.db (by itself from 3.7 on)."""

    def __init__(self, folder, command):
        self.folder, self.command = folder, command
        self.folder.mkdir(exist_ok=True, parents=True)
        self.options = [] if mlflow_version() >= (3, 7) else ["--backend-store-uri", "sqlite:///mlflow.db"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.root = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        log = self.folder / "server.log"
        self.process = subprocess.Popen([sys.executable, "-m", "mlflow", self.command, "--port", str(self.port), "--workers", "1",
                                         *self.options], cwd=self.folder, stdout=log.open("w"), stderr=subprocess.STDOUT,
                                        start_new_session=True)
        deadline = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError):
                self.get("/health")
                return self
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                sys.exit(f"mlflow {self.command} does not start:\n" + log.read_text()[-3000:])
            time.sleep(0.2)

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 15)
        self.process.wait()

    def get(self, path):
        with urllib.request.urlopen(self.root + path, timeout=60) as answer:
            return answer.read()

    def post(self, path, body):
        request = urllib.request.Request(self.root + "/api/2.0/mlflow/" + path, json.dumps(body).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def artifact(self, run_id, path):
        return self.get("/get-artifact?" + urllib.parse.urlencode({"run_uuid": run_id, "path": path}))
