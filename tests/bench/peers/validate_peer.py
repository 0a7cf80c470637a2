#!/usr/bin/env python3
"""The job of `mlpipe validate` on a daily series, as a tidy Python script: pandas, xgboost, numpy, scipy.

usage: validate_peer.py PRICES.csv[.gz] OUT_FOLDER

Two recipes, each refitted every week of the newest three months on everything known by then; forecasts compared on the same days:
Diebold-Mariano, McNemar, and 2,000 paired stationary resamples of log loss, accuracy and Sharpe ratio; a Markdown report. It is the
yardstick of tests/bench, not a second implementation.
"""
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost as xgb
from scipy import stats
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

import train_peer

DRAWS, BLOCK = 2000, 4
FEW = ["ret_1", "ret_5", "rsi_14"]


def refits(x, y, bounds):
    parts = []
    for begin, end in zip(bounds[:-1], bounds[1:]):
        train, test = x.loc[:begin].iloc[:-1], x.loc[begin:end].iloc[1:]
        booster = train_peer.fit(train, y.loc[train.index], train_peer.ROUNDS, train_peer.PATIENCE)
        best = (0, booster.best_iteration + 1)
        parts.append(pd.Series(booster.predict(xgb.DMatrix(test), iteration_range=best), test.index))
    return pd.concat(parts)


def net_returns(bars, p):
    position = pd.Series(np.where(p > 0.5, 1.0, -1.0), p.index)
    move = bars["close"].pct_change().shift(-1).reindex(p.index).fillna(0)
    return position * move - position.diff().abs().fillna(0) * train_peer.COST


def sharpe(r):
    return r.mean() / r.std(ddof=1) * np.sqrt(252)


def main(source, out):
    bars = pd.read_csv(source)
    bars.columns = [name.strip().lower().replace(" ", "_") for name in bars.columns]
    bars.index = pd.to_datetime(bars.pop("date"))
    x = train_peer.features(bars)
    y = (bars["close"].shift(-1) > bars["close"]).astype(int)
    usable = x.index[320:-1]
    x, y = x.loc[usable], y.loc[usable]
    end = x.index[-1]
    start = end - pd.DateOffset(months=3)
    bounds = sorted({start, *(end - pd.Timedelta(weeks=k) for k in range(13))})
    models = {"candidate": refits(x, y, bounds), "production": refits(x[FEW], y, bounds)}
    truth = y.loc[models["candidate"].index].to_numpy()
    loss = {name: -np.log(np.where(truth == 1, p, 1 - p)) for name, p in models.items()}
    d = loss["production"] - loss["candidate"]
    n = len(d)
    t = d.mean() / np.sqrt(d.var() / n) * np.sqrt((n - 1) / n)
    right = {name: (p.to_numpy() >= 0.5) == truth for name, p in models.items()}
    b = int((right["candidate"] & ~right["production"]).sum())
    c = int((right["production"] & ~right["candidate"]).sum())
    nets = {name: net_returns(bars, p).to_numpy() for name, p in models.items()}
    rng = np.random.default_rng(42)
    rows = []
    for _ in range(DRAWS):
        index = np.empty(n, dtype=int)
        index[0] = rng.integers(n)
        jump, fresh = rng.random(n) < 1 / BLOCK, rng.integers(n, size=n)
        for i in range(1, n):
            index[i] = fresh[i] if jump[i] else (index[i - 1] + 1) % n
        drawn = truth[index]
        row = []
        for name, p in models.items():
            q = p.to_numpy()[index]
            both = drawn.min() != drawn.max()
            row += [log_loss(drawn, q, labels=[0, 1]), accuracy_score(drawn, q >= 0.5),
                    roc_auc_score(drawn, q) if both else np.nan, sharpe(nets[name][index])]
        rows.append(np.array(row[:4]) - np.array(row[4:]))
    low, high = np.nanpercentile(np.array(rows), [5, 95], axis=0)
    result = {"n": n, "dm": t, "p": float(stats.t.sf(t, n - 1)), "mcnemar": float(stats.binom.sf(b - 1, b + c, 0.5)),
              "low": low.tolist(), "high": high.tolist()}
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.md").write_text("# Validation\n\n" + pd.Series(result).to_string() + "\n")
    print(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
