# SPDX-License-Identifier: MIT
"""Loads models/production of a real `mlpipe train` by MLflow's three ways and compares forecasts bit by bit.

usage: mlflow_model.py MLPIPE DATA.csv FOLDER
"""
import concurrent.futures
import json
import multiprocessing
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings

warnings.simplefilter("ignore")
import mlflow
import numpy as np
import pandas as pd
import xgboost

mlpipe, data, folder = sys.argv[1], os.path.abspath(sys.argv[2]), pathlib.Path(sys.argv[3])


def run(*arguments):
    done = subprocess.run([mlpipe, *arguments], cwd=folder, capture_output=True, text=True,
                          env={**os.environ, "MLPIPE_TRACKING": "off"})
    assert done.returncode == 0, done.stderr
    return done.stdout


def golden():
    """Rows of the training data, and what mlpipe predicted of them when it wrote the model."""
    metadata = json.loads((folder / "models/production/metadata.json").read_text())
    rows = [[float("nan") if cell is None else cell for cell in row] for row in metadata["golden_rows"]["features"]]
    frame = pd.DataFrame(rows, columns=metadata["recipe"]["features"], dtype="float64")
    return frame, np.array(metadata["golden_rows"]["predictions"], dtype=np.float32)


def same(got, want, what):
    got = np.asarray(got, dtype=np.float32).ravel()
    assert got.tobytes() == want.tobytes(), f"{what}: {got} is not {want}"
    print(f"{what}: {len(want)} forecasts, the same to the last bit", flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(frame, want):
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "mlflow", "models", "serve", "-m", str(folder / "models/production"), "-p", str(port),
               "--env-manager", "local"]
    # The server looks for its own programs on the path.
    path = f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"
    with subprocess.Popen(command, stdout=(folder / "serve.log").open("w"), stderr=subprocess.STDOUT,
                          env={**os.environ, "PATH": path}, start_new_session=True) as server:
        try:
            for _ in range(240):
                try:
                    urllib.request.urlopen(address + "/ping", timeout=2).read()
                    break
                except (urllib.error.URLError, OSError):
                    assert server.poll() is None, (folder / "serve.log").read_text()
                    time.sleep(0.5)
            body = json.loads(frame.to_json(orient="split"))
            body = {"dataframe_split": {"columns": body["columns"], "data": [
                [None if np.isnan(cell) else cell for cell in row] for row in frame.to_numpy().tolist()]}}
            for what, text in (("models serve", json.dumps(body)),
                               ("its own example", (folder / "models/production/serving_input_example.json").read_text())):
                request = urllib.request.Request(address + "/invocations", data=text.encode(),
                                                 headers={"Content-Type": "application/json"})
                answer = json.load(urllib.request.urlopen(request, timeout=60))["predictions"]
                if what == "models serve":
                    same(answer, want, what)
                else:
                    assert len(answer) == 1, answer
        finally:
            os.killpg(server.pid, 15)
            server.wait(30)


def loaded(frame):
    return mlflow.pyfunc.load_model(str(folder / "models/production")).predict(frame)


def main():
    run("train", "--data", data)
    run("version", "promote", "--force", "--reason", "interop")
    frame, want = golden()
    model = str(folder / "models/production")
    same(mlflow.xgboost.load_model(model).predict(xgboost.DMatrix(frame)), want, "mlflow.xgboost")
    pyfunc = mlflow.pyfunc.load_model(model)
    same(pyfunc.predict(frame), want, "mlflow.pyfunc")
    same(pyfunc.predict(frame[frame.columns[::-1]]), want, "columns the other way round")
    assert list(pyfunc.metadata.signature.inputs.input_names()) == list(frame.columns)
    assert pyfunc.input_example.shape == (1, frame.shape[1])
    # Not forked: OpenMP's threads are not copied, and the child would wait for them for ever.
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as two:
        for answer in two.map(loaded, [frame, frame]):
            same(answer, want, "two readers at once")
    serve(frame, want)


if __name__ == "__main__":
    main()
