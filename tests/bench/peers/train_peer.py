#!/usr/bin/env python3
"""The job of `mlpipe train` on a daily series, as a tidy Python script: pandas, scikit-learn, xgboost.

usage: train_peer.py PRICES.csv[.gz] OUT_FOLDER

Reads OHLCV bars, computes the same kind of features, scores by a purged walk-forward of ten folds with early stopping,
turns forecasts into costed returns, fits the final model on everything, writes model, metadata and a Markdown report.
It is the yardstick of tests/bench, not a second implementation: figures may differ from mlpipe's in detail.
"""
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn.metrics import (accuracy_score, average_precision_score, balanced_accuracy_score, brier_score_loss,
                             f1_score, log_loss, matthews_corrcoef, precision_score, recall_score, roc_auc_score)

PARAMS = {"objective": "binary:logistic", "eval_metric": "logloss", "tree_method": "hist", "max_depth": 4, "eta": 0.05,
          "subsample": 0.8, "colsample_bytree": 0.8, "min_child_weight": 20, "seed": 42, "nthread": 2}
ROUNDS, PATIENCE, FOLDS, COST = 300, 30, 10, 3e-4


def features(bars):
    o, h, l, c, v = (bars[name] for name in ("open", "high", "low", "close", "volume"))
    out = {f"ret_{k}": c / c.shift(k) - 1 for k in (1, 2, 3, 5, 10, 20)}
    out["mom_60"] = c / c.shift(60) - 1
    for n in (5, 10, 20, 60):
        out[f"dist_sma_{n}"] = c / c.rolling(n).mean() - 1
    macd = c.ewm(span=12, adjust=False).mean() - c.ewm(span=26, adjust=False).mean()
    out["macd_hist"] = (macd - macd.ewm(span=9, adjust=False).mean()) / c
    change = c.diff()
    gain = change.clip(lower=0).ewm(alpha=1 / 14, adjust=False).mean()
    loss = (-change.clip(upper=0)).ewm(alpha=1 / 14, adjust=False).mean()
    out["rsi_14"] = 100 * gain / (gain + loss)
    true_range = pd.concat([h - l, (h - c.shift()).abs(), (l - c.shift()).abs()], axis=1).max(axis=1)
    out["natr_14"] = true_range.ewm(alpha=1 / 14, adjust=False).mean() / c
    mean, std = c.rolling(20).mean(), c.rolling(20).std(ddof=0)
    out["bb_pctb_20"] = (c - (mean - 2 * std)) / (4 * std)
    out["bb_width_20"] = 4 * std / mean
    log_return = np.log(c).diff()
    for n in (5, 20, 60):
        out[f"vol_{n}"] = log_return.rolling(n).std()
    out["parkinson_20"] = np.sqrt((np.log(h / l) ** 2).rolling(20).mean() / (4 * np.log(2)))
    out["volume_z_20"] = (v - v.rolling(20).mean()) / v.rolling(20).std()
    low, high = l.rolling(14).min(), h.rolling(14).max()
    out["stoch_k_14"] = (c - low) / (high - low)
    for name, value, period in (("weekday", bars.index.dayofweek, 7), ("month", bars.index.month, 12)):
        out[f"{name}_sin"] = pd.Series(np.sin(2 * np.pi * value / period), bars.index)
        out[f"{name}_cos"] = pd.Series(np.cos(2 * np.pi * value / period), bars.index)
    return pd.DataFrame(out)


def fit(x, y, rounds, patience=None):
    if patience is None:
        return xgb.train(PARAMS, xgb.QuantileDMatrix(x, y), rounds)
    cut = int(len(x) * 0.85)
    train = xgb.QuantileDMatrix(x.iloc[:cut - 1], y.iloc[:cut - 1])
    valid = xgb.QuantileDMatrix(x.iloc[cut:], y.iloc[cut:], ref=train)
    return xgb.train(PARAMS, train, rounds, evals=[(valid, "valid")], early_stopping_rounds=patience, verbose_eval=False)


def classification(y, p):
    hit = (p >= 0.5).astype(int)
    return {"accuracy": accuracy_score(y, hit), "balanced_accuracy": balanced_accuracy_score(y, hit),
            "precision": precision_score(y, hit, zero_division=0), "recall": recall_score(y, hit, zero_division=0),
            "f1": f1_score(y, hit, zero_division=0), "mcc": matthews_corrcoef(y, hit), "roc_auc": roc_auc_score(y, p),
            "average_precision": average_precision_score(y, p), "log_loss": log_loss(y, p), "brier": brier_score_loss(y, p)}


def returns(bars, p):
    position = pd.Series(np.where(p > 0.5, 1.0, -1.0), p.index).reindex(bars.index).shift(1).fillna(0)
    held = bars["open"] / bars["close"].shift() - 1, bars["close"] / bars["open"] - 1
    cost = position.diff().abs().fillna(0) * COST
    net = (1 + position.shift(1).fillna(0) * held[0]) * (1 - cost) * (1 + position * held[1]) - 1
    net = net[p.index[0]:]
    equity = (1 + net).cumprod()
    downside = np.sqrt((net.clip(upper=0) ** 2).mean())
    drawdown = (equity / equity.cummax().clip(lower=1) - 1).min()
    return {"total_return": equity.iloc[-1] - 1, "sharpe": net.mean() / net.std() * np.sqrt(252),
            "sortino": net.mean() / downside * np.sqrt(252), "max_drawdown": drawdown,
            "volatility": net.std() * np.sqrt(252), "turnover": position.diff().abs().mean() * 252}


def main(source, out):
    bars = pd.read_csv(source)
    bars.columns = [name.strip().lower().replace(" ", "_") for name in bars.columns]
    bars.index = pd.to_datetime(bars.pop("date"))
    x = features(bars)
    y = (bars["close"].shift(-1) > bars["close"]).astype(int)
    usable = x.index[320:-1]
    x, y = x.loc[usable], y.loc[usable]
    half, size = len(x) // 2, (len(x) - len(x) // 2) // FOLDS
    forecasts, folds = [], []
    for k in range(FOLDS):
        begin = len(x) - (FOLDS - k) * size
        train = slice(begin - 1 - half, begin - 1) if begin - 1 - half > 0 else slice(0, begin - 1)
        booster = fit(x.iloc[train], y.iloc[train], ROUNDS, PATIENCE)
        test = x.iloc[begin:begin + size]
        p = pd.Series(booster.predict(xgb.DMatrix(test), iteration_range=(0, booster.best_iteration + 1)), test.index)
        forecasts.append(p)
        folds.append({"begin": str(test.index[0]), "rounds": booster.best_iteration + 1,
                      **classification(y.loc[test.index], p)})
    p = pd.concat(forecasts)
    scores = {**classification(y.loc[p.index], p), **returns(bars, p)}
    final = fit(x, y, max(1, int(np.median([fold["rounds"] for fold in folds]))))
    out.mkdir(parents=True, exist_ok=True)
    final.save_model(out / "model.ubj")
    digest = hashlib.sha256((out / "model.ubj").read_bytes()).hexdigest()
    importance = final.get_score(importance_type="gain")
    (out / "metadata.json").write_text(json.dumps({"sha256": digest, "params": PARAMS, "scores": scores, "folds": folds,
                                                   "importance": importance}, indent=2, default=float))
    rows = "\n".join(f"| {name} | {value:.4f} |" for name, value in scores.items())
    table = pd.DataFrame(folds).to_string()
    (out / "report.md").write_text(f"# Training\n\n| metric | value |\n| --- | --- |\n{rows}\n\n```\n{table}\n```\n")
    print(json.dumps(scores, default=float))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
