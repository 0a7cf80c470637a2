#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What tracking_tool writes, and what MLflow itself reads there: into a database, which client and server open afterwards, and
over HTTP into a server that has a store of its own.

    mlflow_python.py TRACKING_TOOL WORK_FOLDER

Exit status 0 if all agree.
"""
import contextlib
import os
import pathlib
import sqlite3
import sys
import time

import mlflow
from mlflow import MlflowClient

from mlflow_support import Server, Tool, compare, compare_model, mlflow_version, problems, same, stored_path

ALL_RUNS = ["train, renamed", "train 2", "trial 0", "trial 0", "trial 1", "trial 2"]


def revision():
    with contextlib.closing(sqlite3.connect("mlflow.db")) as database:
        same("integrity", database.execute("PRAGMA integrity_check").fetchone()[0], "ok")
        same("foreign keys", database.execute("PRAGMA foreign_key_check").fetchall(), [])
        return database.execute("SELECT version_num FROM alembic_version").fetchone()[0]


def ask_server(tool, record, delivered):
    with Server(pathlib.Path.cwd(), "ui") as server:
        found = server.post("experiments/search", {"max_results": 100})["experiments"]
        ours = [e for e in found if e["experiment_id"] == delivered["experiment_id"]]
        same("server: experiments", [e["name"] for e in ours], [record["experiment"]])
        same("server: kind", [t["value"] for t in ours[0]["tags"] if t["key"] == "mlflow.experimentKind"],
             ["custom_model_development"])
        runs = server.post("runs/search", {"experiment_ids": [delivered["experiment_id"]], "max_results": 100})["runs"]
        same("server: runs", sorted(r["info"]["run_name"] for r in runs), sorted(ALL_RUNS))
        for artifact in record["artifacts"]:
            same(f"server: {artifact['path']}", server.artifact(delivered["run_id"], stored_path(artifact["path"])),
                 pathlib.Path(artifact["file"]).read_bytes())
        # Beside a running server, into an experiment whose artifacts it serves itself.
        into_its_experiment(tool, server)


def into_its_experiment(tool, server):
    made = server.post("experiments/create", {"name": "made by the server"})["experiment_id"]
    _, served = tool.put("served")
    same("server: its own experiment", served["experiment_id"], made)
    same("server: beside it", server.artifact(served["run_id"], "a/served.txt"), b"served\n")
    listed = server.post("runs/search", {"experiment_ids": [made], "max_results": 10})["runs"]
    same("server: its own runs", [r["info"]["run_name"] for r in listed], ["beside a server"])


def life(tool, client, first, delivered):
    """A record just delivered, a second one, the first one grown, the second one again. Returns the grown one."""
    experiment = client.get_experiment_by_name(first["experiment"])
    same("experiment", (experiment.experiment_id, experiment.tags),
         (delivered["experiment_id"], {"mlflow.experimentKind": "custom_model_development"}))
    compare(client, first, delivered["run_id"])
    compare_model(client, first, delivered["run_id"], "1", ["production", "staging"])
    second, delivered_second = tool.put("second")
    grown, delivered_grown = tool.put("grown")
    same("grown: the same run", delivered_grown, delivered)
    compare(client, grown, delivered["run_id"])
    compare(client, second, delivered_second["run_id"])
    compare_model(client, grown, delivered["run_id"], "1", ["production", "staging"])
    compare_model(client, second, delivered_second["run_id"], "2", [])
    second, delivered_again = tool.put("second")
    same("again: the same run", delivered_again, delivered_second)
    compare(client, second, delivered_second["run_id"])
    compare_model(client, second, delivered_second["run_id"], "2", ["production"])
    same("alias", int(client.get_model_version_by_alias("spx", "production").version), 2)
    same("versions", len(client.search_model_versions("name = 'spx'")), 2)
    same("runs", sorted(run.info.run_name for run in client.search_runs([delivered["experiment_id"]])), sorted(ALL_RUNS))
    return grown


def through_file(tool):
    first, delivered = tool.put("first")
    same("revision", revision(), "acf3f17fdcc7")
    started = time.monotonic()
    client = MlflowClient("sqlite:///mlflow.db")
    mlflow.set_registry_uri("sqlite:///mlflow.db")
    client.search_experiments()
    print(f"MLflow {mlflow.__version__} opened the database in {time.monotonic() - started:.1f} s, now of revision {revision()}")
    ask_server(tool, life(tool, client, first, delivered), delivered)
    revision()
    if mlflow_version() >= (3, 7):
        same("default store", MlflowClient().tracking_uri.endswith("mlflow.db"), True)
        same("mlruns", pathlib.Path("mlruns").exists(), False)


def through_http(path, folder):
    with Server(folder / "server", "server") as server:
        tool = Tool(path, folder / "away", server.root)
        first, delivered = tool.put("first")
        same("http: address", delivered["url"],
             f"{server.root}/#/experiments/{delivered['experiment_id']}/runs/{delivered['run_id']}")
        mlflow.set_tracking_uri(server.root)
        mlflow.set_registry_uri(server.root)
        life(tool, MlflowClient(server.root, server.root), first, delivered)
        into_its_experiment(tool, server)


def main():
    folder = pathlib.Path(sys.argv[2]).resolve() / "proj ü 50% %41"
    tool = Tool(sys.argv[1], folder, "sqlite:mlflow.db")
    os.chdir(folder)
    through_file(tool)
    before = len(problems)
    through_http(sys.argv[1], folder.parent / "http")
    print(f"{before} differences in the file, {len(problems) - before} over HTTP")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
