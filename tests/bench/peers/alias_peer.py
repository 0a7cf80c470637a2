#!/usr/bin/env python3
"""Moves an alias in a local MLflow registry (SQLite), to and fro: the peer of `mlpipe rollback`.

usage: alias_peer.py FOLDER VERSIONS REPEATS

Makes the registry in FOLDER if it is not there. Prints {"alias_seconds": [...], "import_seconds": x} as JSON: the first is
the call alone, in a process that has MLflow imported and the database open.
"""
import json
import pathlib
import sys
import time

begin = time.perf_counter()
from mlflow import MlflowClient  # noqa: E402

imported = time.perf_counter() - begin
folder, count, repeats = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]), int(sys.argv[3])
folder.mkdir(parents=True, exist_ok=True)
client = MlflowClient(f"sqlite:///{folder / 'mlflow.db'}", registry_uri=f"sqlite:///{folder / 'mlflow.db'}")
if not client.search_registered_models("name = 'm'"):
    client.create_registered_model("m")
    for _ in range(count):
        client.create_model_version("m", source=str(folder))
client.set_registered_model_alias("m", "production", "1")
seconds = []
for i in range(repeats):
    begin = time.perf_counter()
    client.set_registered_model_alias("m", "production", str(count - i % 2))
    seconds.append(time.perf_counter() - begin)
print(json.dumps({"alias_seconds": seconds, "import_seconds": imported}))
