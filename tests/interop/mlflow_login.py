# SPDX-License-Identifier: MIT
"""mlpipe and an MLflow server that asks for a password: a wrong one, none, and the right one.

usage: mlflow_login.py MLPIPE DATA.csv FOLDER
"""
import mlflow

from mlflow_server import Server, data, folder, kept, root, run

PASSWORD, WRONG = "canary-right-2d81", "canary-wrong-77e0"


def login(server, password):
    return {"MLFLOW_TRACKING_URI": server.uri, "MLFLOW_TRACKING_USERNAME": "admin", "MLFLOW_TRACKING_PASSWORD": password}


def refused(where, env):
    """A training that ends as it would, and waits."""
    before = len(kept(where))
    done = run(where, "train", "--data", data, "--log-level", "trace", env=env)
    assert "MLFLOW_TRACKING_USERNAME" in done.stderr and ".mlpipe/outbox" in done.stderr, done.stderr
    assert len(kept(where)) == before + 1
    run(where, "track", "sync", env=env, code=1)


def main():
    server = Server(root / "login", ("--app-name", "basic-auth"),
                    {"MLFLOW_AUTH_ADMIN_PASSWORD": PASSWORD, "MLFLOW_FLASK_SERVER_SECRET_KEY": "any"})
    where = folder("guest")
    try:
        server.start()
        refused(where, login(server, WRONG))
        refused(where, {"MLFLOW_TRACKING_URI": server.uri})
        run(where, "track", "sync", env=login(server, PASSWORD))
        assert kept(where) == [], kept(where)
    finally:
        server.kill()
    runs = mlflow.MlflowClient(f"sqlite:///{server.where / 'mlflow.db'}").search_runs(["1"])
    assert [entry.info.status for entry in runs] == ["FINISHED"] * 2, runs
    for path in where.rglob("*"):
        if path.is_file():
            text = path.read_bytes()
            assert PASSWORD.encode() not in text and WRONG.encode() not in text, path
    print("a wrong password and none were refused, the right one delivered 2 runs", flush=True)


if __name__ == "__main__":
    main()
