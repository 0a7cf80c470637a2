#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Times pandas on the columns of bench_features and prints the ratio to ours.

usage: features_peers.py build/release/tests/bench_features [--json FILE] [--repeats N]

Needs pandas and numpy. Same sizes and kinds of data, one thread each, CPU time; the two sides take
turns, medians are compared. The aim: each column of core in under half of pandas' time.
"""

import argparse
import json
import statistics
import subprocess
import time

import numpy as np
import pandas as pd

N = 1_000_000


def make_bars():
    rng = np.random.default_rng(1)
    close = 100.0 * np.exp(np.cumsum(0.001 * rng.standard_normal(N)))
    open_ = np.concatenate([[100.0], close[:-1]])
    high = np.maximum(open_, close) * (1.0 + 0.0005 * rng.random(N))
    low = np.minimum(open_, close) * (1.0 - 0.0005 * rng.random(N))
    volume = np.floor(1000.0 * np.exp(rng.standard_normal(N)))
    index = pd.date_range("2023-01-01", periods=N, freq="min", tz="UTC")
    return pd.DataFrame(
        {"open": open_, "high": high, "low": low, "close": close, "volume": volume}, index=index
    )


def rsi(c, n):
    change = c.diff()
    gain = change.clip(lower=0).ewm(alpha=1 / n, adjust=False).mean()
    loss = (-change).clip(lower=0).ewm(alpha=1 / n, adjust=False).mean()
    return 100 * gain / (gain + loss)


def natr(b, n):
    before = b.close.shift()
    spans = [b.high - b.low, (b.high - before).abs(), (b.low - before).abs()]
    tr = pd.DataFrame(np.maximum.reduce([s.to_numpy() for s in spans]))[0]
    return tr.ewm(alpha=1 / n, adjust=False).mean().to_numpy() / b.close.to_numpy()


def nmacd_hist(c):
    line = c.ewm(span=12, adjust=False).mean() - c.ewm(span=26, adjust=False).mean()
    return (line - line.ewm(span=9, adjust=False).mean()) / c


def band(c, n):
    window = c.rolling(n)
    return window.mean(), window.std(ddof=0)


def pctb(c, n):
    mean, std = band(c, n)
    return (c - (mean - 2 * std)) / (4 * std)


def width(c, n):
    mean, std = band(c, n)
    return 4 * std / mean


def vol(c, n):
    return np.log(c / c.shift()).rolling(n).std()


def parkinson(b, n):
    return np.sqrt((np.log(b.high / b.low) ** 2).rolling(n).mean() / (4 * np.log(2)))


def volume_z(v, n):
    window = v.rolling(n)
    return (v - window.mean()) / window.std()


def stoch(b, n):
    low = b.low.rolling(n).min()
    return (b.close - low) / (b.high.rolling(n).max() - low)


def wave(values, period, function):
    return function(2 * np.pi * values / period)


def columns(b):
    c, v = b.close, b.volume
    log_v = np.log(v + 1)
    row = pd.Series(np.arange(N, dtype=float), index=b.index)
    row_variance = np.var(np.arange(60.0), ddof=1)
    moved = (c / c.shift() - 1).abs() * v

    def zone():
        return b.index.tz_convert("America/New_York")

    jobs = {f"ret_{k}": (lambda k=k: c / c.shift(k) - 1) for k in (1, 2, 3, 5, 10, 20)}
    jobs["mom_60"] = lambda: c / c.shift(60) - 1
    jobs |= {f"dist_sma_{n}": (lambda n=n: c / c.rolling(n).mean() - 1) for n in (5, 10, 20, 60, 700)}
    jobs |= {f"vol_{n}": (lambda n=n: vol(c, n)) for n in (5, 20, 60, 700)}
    jobs |= {
        "nmacd_hist": lambda: nmacd_hist(c),
        "rsi_14": lambda: rsi(c, 14),
        "natr_14": lambda: natr(b, 14),
        "bb_pctb_20": lambda: pctb(c, 20),
        "bb_width_20": lambda: width(c, 20),
        "parkinson_20": lambda: parkinson(b, 20),
        "volume_z_20": lambda: volume_z(v, 20),
        "stoch_k_14": lambda: stoch(b, 14),
        "dow_sin": lambda: wave(zone().day_of_week.to_numpy(), 7, np.sin),
        "dow_cos": lambda: wave(zone().day_of_week.to_numpy(), 7, np.cos),
        "month_sin": lambda: wave(zone().month.to_numpy() - 1, 12, np.sin),
        "month_cos": lambda: wave(zone().month.to_numpy() - 1, 12, np.cos),
        "hour_sin": lambda: wave(zone().hour.to_numpy(), 24, np.sin),
        "hour_cos": lambda: wave(zone().hour.to_numpy(), 24, np.cos),
        "QTLU60": lambda: c.rolling(60).quantile(0.8) / c,
        "RANK60": lambda: c.rolling(60).rank(pct=True),
        "IMAX60": lambda: b.high.rolling(60).apply(np.argmax, raw=True),
        "MAX60": lambda: b.high.rolling(60).max() / c,
        "CORR60": lambda: c.rolling(60).corr(log_v),
        "CNTP60": lambda: (c > c.shift()).rolling(60).mean(),
        "SUMP60": lambda: c.diff().clip(lower=0).rolling(60).sum() / c.diff().abs().rolling(60).sum(),
        "WVMA60": lambda: moved.rolling(60).std() / moved.rolling(60).mean(),
        "BETA60": lambda: c.rolling(60).cov(row) / row_variance / c,
        "RSQR60": lambda: c.rolling(60).corr(row) ** 2,
        "STD60": lambda: c.rolling(60).std() / c,
    }
    return jobs


def once_ms(job):
    start = time.process_time()
    job()
    return 1000 * (time.process_time() - start)


def ours_ms(program):
    text = subprocess.run([program, "--benchmark_format=json", "--benchmark_min_time=0.05"], check=True,
                          capture_output=True, text=True).stdout
    return {row["name"]: row["cpu_time"] for row in json.loads(text)["benchmarks"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--json")
    parser.add_argument("--repeats", type=int, default=5)
    args = parser.parse_args()
    jobs = columns(make_bars())
    slow = ("IMAX60", "RANK60", "QTLU60")  # seconds a call: once is enough
    ours, theirs = {}, {}
    for i in range(args.repeats):
        for name, ms in ours_ms(args.program).items():
            ours.setdefault(name, []).append(ms)
        for name, job in jobs.items():
            if i == 0 or name not in slow:
                theirs.setdefault(name, []).append(once_ms(job))
    print(f"1,000,000 bars; pandas {pd.__version__}, numpy {np.__version__}")
    print(f"{'column':28}{'ours ms':>10}{'pandas ms':>11}{'ours/pandas':>13}")
    result = {"core": {}, "more": {}, "alone": {}}
    for name, times in ours.items():
        mine = statistics.median(times)
        if name not in jobs:
            print(f"{name:28}{mine:10.1f}")
            result["alone"][name] = mine
            continue
        peer = statistics.median(theirs[name])
        of_core = name[0].islower() and not name.endswith("_700")
        result["core" if of_core else "more"][name] = [mine, peer]
        print(f"{name:28}{mine:10.1f}{peer:11.1f}{mine / peer:13.2f}")
    worst = max(mine / peer for mine, peer in result["core"].values())
    print(f"worst ratio of core: {worst:.2f}")
    if args.json:
        with open(args.json, "w") as out:
            json.dump(result, out)


if __name__ == "__main__":
    main()
