# SPDX-License-Identifier: MIT
"""mlpipe itself beside a real MLflow: a database file, a server, and a server that comes and goes.

usage: mlflow_program.py MLPIPE DATA.csv FOLDER
"""
import json
import pathlib
import random
import subprocess
import time
import warnings

warnings.simplefilter("ignore")
import mlflow
import numpy as np
import pandas as pd

from mlflow_server import CANARIES, QUICK, Server, all_runs, data, environment, folder, kept, mlpipe, root, run


def golden(where, version):
    metadata = json.loads((where / f"models/archive/{version}/metadata.json").read_text())
    rows = [[float("nan") if cell is None else cell for cell in row] for row in metadata["golden_rows"]["features"]]
    frame = pd.DataFrame(rows, columns=metadata["recipe"]["features"], dtype="float64")
    return frame, np.array(metadata["golden_rows"]["predictions"], dtype=np.float32)


def life_of_a_model(where, uri, env):
    """Two versions, a rollback, two checks of drift, a study: the same in the file and on the server."""
    run(where, "train", "--data", data, env=env)
    run(where, "version", "promote", "--force", "--reason", "first", env=env)
    config = QUICK | {"model": QUICK["model"] | {"params": {"max_depth": 2}}}
    (where / "config" / "pipeline.json").write_text(json.dumps(config))
    run(where, "train", "--data", data, env=env)
    promoted = json.loads(run(where, "version", "promote", "--force", "--reason", "second", "--json", env=env).stdout)["version"]
    mlflow.set_tracking_uri(uri)
    mlflow.set_registry_uri(uri)
    client = mlflow.MlflowClient(uri, uri)
    alias = client.get_model_version_by_alias("mlpipe", "production")
    assert alias.tags["mlpipe.version"] == promoted, alias
    assert client.get_model_version_by_alias("mlpipe", "staging").version == alias.version
    for version in (promoted, "v1.0.0"):
        if version == "v1.0.0":
            run(where, "rollback", "--reason", "a bad day", env=env)
        frame, want = golden(where, version)
        got = mlflow.pyfunc.load_model("models:/mlpipe@production").predict(frame)
        assert np.asarray(got, np.float32).tobytes() == want.tobytes(), version
    for _ in range(2):
        run(where, "drift", "--current", data, "--fail-on", "never", env=env)
    run(where, "optimize", "--data", data, "--trials", "6", env=env)
    return client


def check_runs(client):
    runs = {entry.info.run_name: entry for entry in all_runs(client)}
    names = list(runs)
    assert sum(name.startswith("train ") for name in names) == 2, names
    assert {"promote v1.0.0", "rollback to v1.0.0", "drift of v1.0.0"} <= set(names), names
    assert all(entry.info.status == "FINISHED" for entry in runs.values()), names
    trained = next(entry for name, entry in runs.items() if name.startswith("train "))
    assert trained.data.params["objective"] == "binary:logistic"
    assert trained.inputs.dataset_inputs[0].dataset.name == "sp500_daily.csv.gz"
    folds = client.get_metric_history(trained.info.run_id, "fold/log_loss")
    assert [point.step for point in sorted(folds, key=lambda p: p.step)] == list(range(len(folds))) and len(folds) > 3
    assert {item.path for item in client.list_artifacts(trained.info.run_id)} >= {"model", "reports", "config"}
    study = next(entry for name, entry in runs.items() if name.startswith("study "))
    trials = [entry for entry in runs.values() if entry.data.tags.get("mlflow.parentRunId") == study.info.run_id]
    assert 1 <= len(trials) <= 6 and all("fold/log_loss" in entry.data.metrics for entry in trials), len(trials)
    drift = runs["drift of v1.0.0"]
    assert len(client.get_metric_history(drift.info.run_id, "verdict")) == 2
    checks = [entry for entry in all_runs(client) if entry.data.tags.get("mlflow.parentRunId") == drift.info.run_id]
    assert len(checks) == 2, len(checks)
    uids = [entry.data.tags["mlpipe.run_uid"] for entry in all_runs(client)]
    assert len(uids) == len(set(uids))
    print(f"{len(uids)} runs, as they were", flush=True)


def check_logged_models(client, where):
    """MLflow 3's own models, which only a server is given."""
    ids = [experiment.experiment_id for experiment in client.search_experiments() if experiment.name == "mlpipe"]
    models = client.search_logged_models(ids)
    runs = {entry.info.run_id: entry for entry in all_runs(client)}
    ready = [str(model.status) == "READY" or model.status.value == "READY" for model in models]
    assert models and all(ready), f"{models}\n{(where / 'stderr.log').read_text()}"
    for model in models:
        outputs = runs[model.source_run_id].outputs.model_outputs
        assert [output.model_id for output in outputs] == [model.model_id], outputs
    frame, want = golden(where, "v1.0.0")
    first = next(model for model in models if runs[model.source_run_id].info.run_name == "promote v1.0.0")
    got = mlflow.pyfunc.load_model(f"models:/{first.model_id}").predict(frame)
    assert np.asarray(got, np.float32).tobytes() == want.tobytes()
    print(f"{len(models)} logged models, ready", flush=True)


def away_and_back(server):
    """Trained while nobody listens; delivered later, once, with the times of the run."""
    where = folder("away")
    (where / "config" / "pipeline.json").write_text(json.dumps(QUICK | {"tracking": {"budget": "5s"}}))
    env = {"MLFLOW_TRACKING_URI": server.uri, **CANARIES}
    before = time.time()
    for seed in range(6):
        done = run(where, "train", "--data", data, "--seed", str(seed), "--log-level", "trace", env=env)
        assert ".mlpipe/outbox" in done.stderr and "track sync" in done.stderr, done.stderr
    after = time.time()
    waiting = kept(where)
    assert len(waiting) == 6, waiting
    done = run(where, "track", "sync", env=env, code=1)
    assert "still waiting" in done.stderr, done.stderr
    server.start()
    # Whoever is killed when: first the program, then the server, at moments spread over a delivery.
    generator = random.Random(11)
    for victim in ["program"] * 12 + ["server"] * 4:
        process = subprocess.Popen([mlpipe, "track", "sync"], cwd=where, env=environment(env), stderr=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL)
        time.sleep(generator.uniform(0.0, 0.5))
        if victim == "program":
            process.kill()
        else:
            server.kill()
        process.wait()
        if victim == "server":
            server.start()
    run(where, "track", "sync", env=env)
    assert kept(where) == [], kept(where)
    assert "0 runs delivered" in run(where, "track", "sync", env=env).stdout
    runs = all_runs(server.client())
    assert sorted(entry.data.tags["mlpipe.run_uid"] for entry in runs) == waiting, len(runs)
    for entry in runs:
        assert before - 1 < entry.info.start_time / 1000 < after + 1 and entry.info.status == "FINISHED"
        history = server.client().get_metric_history(entry.info.run_id, "fold/log_loss")
        assert len(history) == len({point.step for point in history}) > 3
        assert {item.path for item in server.client().list_artifacts(entry.info.run_id, "model")} >= {"model/MLmodel", "model/model.ubj"}
    versions = server.client().search_model_versions("name='mlpipe'")
    sums = [version.tags["mlpipe.model_sha256"] for version in versions]
    assert len(sums) == len(set(sums)), sums
    for path in where.rglob("*"):
        if path.is_file():
            text = path.read_bytes()
            assert not any(canary.encode() in text for canary in CANARIES.values()), path
    print("6 runs waited, 16 deliveries were killed, each run is there once", flush=True)


def main():
    where = folder("file")
    uri = f"sqlite:///{where / 'mlflow.db'}"
    check_runs(life_of_a_model(where, uri, {"MLFLOW_TRACKING_URI": ""}))
    server = Server(root / "server")
    gone = Server(root / "gone")
    try:
        server.start()
        where = folder("http")
        env = {"MLFLOW_TRACKING_URI": server.uri}
        client = life_of_a_model(where, server.uri, env)
        run(where, "track", "sync", env=env)  # a busy machine's server may have kept a run waiting
        assert kept(where) == [], kept(where)
        check_runs(client)
        check_logged_models(client, where)
        server.kill()
        away_and_back(gone)
    finally:
        server.kill()
        gone.kill()


if __name__ == "__main__":
    main()
