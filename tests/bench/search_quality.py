# SPDX-License-Identifier: MIT
"""How good the parameters are that `mlpipe optimize` finds, and how honest it is about them where nothing is to be found."""
import concurrent.futures
import json
import os
import pathlib
import statistics
import subprocess
import time

from search_table import Folds, Table, best, search_config

SOURCE = pathlib.Path(__file__).resolve().parents[2]
ROWS, TRIALS = 3_000, 60
LAGS = (1, 2, 5, 10, 20)


def shared_data():
    """As tests/support/shared_data.hpp finds it."""
    given = os.environ.get("MLPIPE_SHARED_DATA")
    return pathlib.Path(given) if given is not None else SOURCE.parent / "shared" / "data"


def changes_table(source, path, time_column, price, relative):
    """Changes of the price over LAGS bars, their deviations over 20 bars; label: the next bar's change is positive."""
    import pandas

    prices = pandas.read_csv(source)
    value = prices[price]
    changes = {lag: value.pct_change(lag) if relative else value.diff(lag) for lag in LAGS}
    columns = [*changes.values(), *(change.rolling(20).std() for change in changes.values())]
    frame = pandas.DataFrame({f"f{i}": column for i, column in enumerate(columns)})
    frame.insert(0, "date", prices[time_column])
    frame["y"] = (value.shift(-1) > value).astype(int)
    frame.iloc[:-1].tail(ROWS).to_csv(path, index=False)
    return len(columns)


def rivals(table, seed):
    """Best log loss after TRIALS trials without pruning of ours and of Optuna, one trial after the other in both."""
    mine = table.ours(seed, TRIALS, "--pruner", "none", "--threads", "1")[1]
    return best(mine), best(table.script(seed, TRIALS, 1, 1)[1])


def quality(bench):
    # Price of electricity touches 0: differences in place of returns.
    for name, file, time_column, price, relative in (
            ("NASDAQ", "nasdaq_daily.csv", "date", "close", True),
            ("electricity", "electricity_nsw_30min.csv", "timestamp", "nswprice", False)):
        source = shared_data() / file
        if not source.exists():
            print(f"SKIPPED: quality on {name}: {file} is not here, set MLPIPE_SHARED_DATA", flush=True)
            continue
        path = bench.out / f"search_{name.lower()}.csv"
        columns = changes_table(source, path, time_column, price, relative)
        # The sampler alone: the default starting points were chosen on these series, too.
        compare(bench, name, Table(bench, path, columns, Folds(train=1_390, test=400, count=4, rounds=40, stop=10), starts=[]))


def compare(bench, name, table):
    from scipy.stats import mannwhitneyu

    begin = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        pairs = list(pool.map(lambda seed: rivals(table, seed), range(1, bench.seeds + 1)))
    ours, optuna = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    p = float(mannwhitneyu(ours, optuna, alternative="two-sided").pvalue)
    mine, theirs = statistics.median(ours), statistics.median(optuna)
    bench.details[f"search_quality_{name.lower()}"] = {"ours": ours, "optuna": optuna, "p": p,
                                                       "seconds": time.perf_counter() - begin}
    # Worse beyond chance alone is a miss: the ratio is above 1 when p is below 0.05 and our median is the worse one.
    bench.note(f"log loss of {TRIALS} trials, {name}, {bench.seeds} seeds; Optuna", mine, theirs,
               0.05 / p if mine > theirs else 0.0, 1.0, "nats")
    print(f"  (medians {mine:.6f} and {theirs:.6f}, two-sided rank test p {p:.3f}, {time.perf_counter() - begin:.0f} s)",
          flush=True)


def random_walk(path, seed, bars=1_500):
    import numpy
    import pandas

    rng = numpy.random.default_rng(seed)
    close = 100.0 * numpy.exp(numpy.cumsum(0.01 * rng.standard_normal(bars)))
    opened = numpy.concatenate([[100.0], close[:-1]]) * numpy.exp(0.002 * rng.standard_normal(bars))
    high = numpy.maximum(opened, close) * numpy.exp(0.004 * rng.random(bars))
    low = numpy.minimum(opened, close) * numpy.exp(-0.004 * rng.random(bars))
    pandas.DataFrame({"date": pandas.bdate_range("2015-01-01", periods=bars), "open": opened, "high": high, "low": low,
                      "close": close, "volume": rng.integers(1_000_000, 2_000_000, bars)}).to_csv(path, index=False)


def deflated(program, folder, seed):
    """Deflated Sharpe ratio that the report gives the best of 100 trials on a random walk; None: undefined."""
    home = folder / str(seed)
    home.mkdir(parents=True, exist_ok=True)
    (home / "studies.log").unlink(missing_ok=True)
    random_walk(home / "walk.csv", seed)
    (home / "search.json").write_text(json.dumps(search_config(program, home, final_folds=1, update="never")))
    (home / "pipeline.json").write_text(json.dumps({
        "data": {"source": "walk.csv"},
        "features": {"preset": [], "add": ["ret_1", "ret_5", "ret_20", "rsi_14", "dist_sma_20", "natr_14"]},
        "label": {"kind": "direction", "horizon": 1},
        "model": {"max_rounds": 20, "early_stopping_rounds": 5, "params": {}},
        "walk_forward": {"window": "expanding", "train": 480, "test": 140, "max_folds": 6}}))
    subprocess.run([program, "optimize", "--config", "pipeline.json", "--search", "search.json", "--storage", "studies.log",
                    "--report-dir", "reports", "--trials", "100", "--seed", str(seed), "--threads", "1"], cwd=home,
                   check=True, capture_output=True)
    return json.loads((home / "reports" / "study_report.json").read_text())["honesty"]["deflated_sharpe"]


def noise(bench, series=50):
    begin = time.perf_counter()
    program, folder = str(bench.build / "mlpipe"), bench.out / "search_noise"
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        ratios = list(pool.map(lambda seed: deflated(program, folder, seed), range(series)))
    undefined = sum(ratio is None for ratio in ratios)
    share = sum(ratio is not None and ratio < 0.95 for ratio in ratios) / series
    bench.details["search_noise"] = {"deflated_sharpe": ratios, "undefined": undefined,
                                     "seconds": time.perf_counter() - begin}
    bench.note(f"share of {series} random walks, deflated Sharpe below 0.95; aim", share, 0.9, 0.9 / max(share, 1e-9), 1.0, "")
    print(f"  (largest {max((r for r in ratios if r is not None), default=float('nan')):.3f}, {undefined} undefined, "
          f"{time.perf_counter() - begin:.0f} s)", flush=True)
