#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mlpipe's models in Python's XGBoost and the other way round, to the last bit.

    xgboost_python.py BOOSTER_TOOL MLPIPE WORK_FOLDER

Run with a Python whose xgboost has the version of the tool's library (xgboost_interop.sh sees to that).
Exit status 0 if every case agrees.
"""
import json
import pathlib
import subprocess
import sys

import numpy as np
import xgboost as xgb

ROWS, TRAIN = 800, 600
COMMON = {"tree_method": "hist", "max_bin": 256, "seed": 7, "base_score": 0.5}
CASES = {
    "binary": {"objective": "binary:logistic", "eval_metric": ["auc", "logloss"], "max_depth": 4},
    "three_classes": {"objective": "multi:softprob", "num_class": 3, "eval_metric": "mlogloss"},
    "regression": {"objective": "reg:squarederror", "eval_metric": "mae", "subsample": 0.7,
                   "colsample_bytree": 0.8},
    "exact": {"objective": "binary:logistic", "eval_metric": "logloss", "tree_method": "exact"},
    "categories": {"objective": "reg:squarederror", "eval_metric": "rmse", "max_cat_to_onehot": 2},
    "dart": {"objective": "binary:logistic", "eval_metric": "logloss", "booster": "dart",
             "rate_drop": 0.1},
}
LABELS = [{"kind": "direction"}, {"kind": "direction3", "dead_band": 0.004}, {"kind": "return"}]
ROUNDS, PATIENCE = 40, 6


def make_data(case):
    rng = np.random.default_rng(11)
    x = rng.normal(size=(ROWS, 6)).astype(np.float32)
    x[rng.random(x.shape) < 0.05] = np.nan
    x[:, 5] = rng.integers(0, 6, ROWS)
    signal = np.nan_to_num(x[:, 0]) + 0.5 * (x[:, 5] % 3) + 0.7 * rng.normal(size=ROWS)
    if case.startswith("three"):
        label = np.digitize(signal, [0.2, 1.0])
    elif CASES[case]["objective"].startswith("binary"):
        label = signal > 0.5
    else:
        label = signal
    return x, label.astype(np.float32), (0.5 + rng.random(ROWS)).astype(np.float32)


def matrices(params, x, label, weight, names, categorical):
    types = ["c" if is_category else "q" for is_category in categorical]

    def make(rows, ref):
        common = dict(label=label[rows], weight=weight[rows], feature_names=names,
                      feature_types=types, enable_categorical=True, nthread=2)
        if params["tree_method"] == "hist":
            return xgb.QuantileDMatrix(x[rows], ref=ref, max_bin=params["max_bin"], **common)
        return xgb.DMatrix(x[rows], **common)

    train = make(slice(0, TRAIN), None)
    return train, make(slice(TRAIN, ROWS), train)


def python_params(params):
    """As pairs, so that eval_metric keeps its order and may repeat."""
    pairs = [(k, v) for k, v in params.items() if k != "eval_metric"]
    metrics = params["eval_metric"]
    return pairs + [("eval_metric", m) for m in ([metrics] if isinstance(metrics, str) else metrics)]


def check_case(case, tool, folder):
    params = {**COMMON, **CASES[case]}
    x, label, weight = make_data(case)
    names = [f"f{i} %" for i in range(6)]
    categorical = [case == "categories" and i == 5 for i in range(6)]
    data = folder / f"{case}.f32"
    np.column_stack([x, label, weight]).astype("<f4").tofile(data)
    recipe = folder / f"{case}.json"
    patience = 0 if case == "exact" else PATIENCE
    recipe.write_text(json.dumps({"params": params, "max_rounds": ROUNDS, "feature_names": names,
                                  "early_stopping_rounds": patience, "categorical": categorical}))

    def predict_with_tool(model):
        out = folder / f"{model.name}.out"
        subprocess.run([tool, "predict", data, "8", model, out], check=True)
        return np.fromfile(out, dtype="<f4")

    everything = xgb.DMatrix(x, feature_names=names, enable_categorical=True,
                             feature_types=["c" if c else "q" for c in categorical])

    # mlpipe's model in Python
    ours = folder / f"{case}.mlpipe.ubj"
    subprocess.run([tool, "train", data, "8", str(TRAIN), recipe, ours], check=True)
    booster = xgb.Booster(model_file=str(ours))
    assert booster.feature_names == names, booster.feature_names
    in_python = booster.predict(everything).ravel()
    assert np.array_equal(in_python, predict_with_tool(ours)), "mlpipe's model differs in Python"
    if patience:
        assert int(booster.attr("best_iteration")) == booster.num_boosted_rounds() - 1

    # Python's model in mlpipe
    train, valid = matrices(params, x, label, weight, names, categorical)
    theirs = xgb.train(python_params(params), train, ROUNDS, evals=[(valid, "valid")],
                       early_stopping_rounds=patience or None, verbose_eval=False)
    best = theirs.best_iteration + 1 if patience else ROUNDS
    path = folder / f"{case}.python.ubj"
    theirs.save_model(path)
    whole = theirs.predict(everything).ravel()
    assert np.array_equal(whole, predict_with_tool(path)), "Python's model differs in mlpipe"

    # the same training on both sides
    assert booster.num_boosted_rounds() == best, (booster.num_boosted_rounds(), best)
    if case != "dart":  # rounds after the best one change a dart model's earlier trees
        cut = theirs.predict(everything, iteration_range=(0, best)).ravel()
        assert np.array_equal(in_python, cut), f"training differs by {abs(in_python - cut).max()}"
        if patience:
            assert booster.attr("best_score") == theirs.attr("best_score")
    print(f"{case}: {best} rounds, {in_python.size} predictions, difference 0 both ways")


def write_walk(file):
    """700 days of a random walk, with a column of numbers that has holes and one of words."""
    rng = np.random.default_rng(5)
    close = 100 * np.exp(np.cumsum(0.01 * rng.normal(size=700)))
    lines = ["date,close,extra,mood"]
    for i, price in enumerate(close):
        day = np.datetime64("2001-01-01") + i
        extra = "" if i % 7 == 0 else f"{rng.normal():.4f}"
        lines.append(f"{day},{price:.4f},{extra},{['bad', 'fair', 'good'][rng.integers(3)]}")
    file.write_text("\n".join(lines) + "\n")


def check_trained(label, mlpipe, folder):
    """What `mlpipe train` staged predicts its golden rows in Python, bit for bit."""
    folder.mkdir()
    write_walk(folder / "walk.csv")
    (folder / "config.json").write_text(json.dumps({
        "data": {"source": "walk.csv", "features": ["extra", "mood"], "categorical": ["mood"]},
        "features": {"preset": "core"}, "label": label,
        "model": {"max_rounds": 30, "early_stopping_rounds": 0, "params": {"max_depth": 4}},
        "walk_forward": {"train": 210, "test": 100}}))
    subprocess.run([mlpipe, "train", "--quiet", "--config", "config.json"], check=True, cwd=folder,
                   stdout=subprocess.DEVNULL)
    staging = folder / "models" / "staging"
    metadata = json.loads((staging / "metadata.json").read_text())
    booster = xgb.Booster(model_file=str(staging / "model.ubj"))
    assert booster.feature_names == metadata["recipe"]["features"]
    assert booster.num_boosted_rounds() == metadata["recipe"]["rounds"]
    golden = metadata["golden_rows"]
    rows = np.array([[np.nan if v is None else v for v in row] for row in golden["features"]],
                    dtype=np.float32)
    expected = np.array(golden["predictions"], dtype=np.float32)
    types = ["c" if name == "mood" else "q" for name in booster.feature_names]
    matrix = xgb.DMatrix(rows, feature_names=booster.feature_names, feature_types=types,
                         enable_categorical=True)
    predicted = booster.predict(matrix).ravel()
    assert predicted.tobytes() == expected.tobytes(), (predicted, expected)
    print(f"mlpipe train, {label['kind']}: {expected.size} golden predictions, difference 0")


def main():
    tool, mlpipe, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    version = subprocess.run([tool, "version"], check=True, capture_output=True, text=True).stdout.strip()
    assert xgb.__version__ == version, f"Python has xgboost {xgb.__version__}, mlpipe {version}"
    folder.mkdir(parents=True, exist_ok=True)
    xgb.set_config(verbosity=0)
    for case in CASES:
        check_case(case, tool, folder)
    for label in LABELS if mlpipe else []:
        check_trained(label, mlpipe, folder / label["kind"])
    print(f"xgboost {version}: {len(CASES)} cases agree")


main()
