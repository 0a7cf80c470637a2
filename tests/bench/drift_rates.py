# SPDX-License-Identifier: MIT
"""bench_drift_rates' figures as tables, and the promises they are held to: on draws without drift, and on real series."""
import json
import math
import subprocess

HEAD = ["process", "rows before/now", "moved by", "features", "sets", "PSI > 0.1", "PSI > 0.25", "KS p < 5 %", "Evidently",
        "p < 5 %", "warning or worse", "critical", "any feature: PSI > 0.1", "any: Evidently", "any: warning or worse"]
ERRORS = 3.0


def percent(rate):
    return f"{100 * rate:.1f}"


def table(head, lines):
    print("\n| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for line in lines:
        print("| " + " | ".join(line) + " |")
    print()


def line_of(found):
    each, together = found["each"], found["any"]
    return [found["process"], f"{found['reference']}/{found['current']}", f"{found['shift']:g}", str(found["features"]),
            str(found["sets"]), *(percent(each[name]) for name in (
                "psi_above_0.1", "psi_above_0.25", "ks_p_below_0.05", "evidently", "p_below_0.05", "warning", "critical")),
            *(percent(together[name]) for name in ("psi_above_0.1", "evidently", "warning"))]


def at_most(bench, what, rate, bound, runs):
    """Missed where the rate lies beyond by more than three standard errors."""
    slack = ERRORS * math.sqrt(bound * (1 - bound) / runs)
    bench.note(f"{what}; at most", 100 * rate, 100 * bound, rate / (bound + slack), 1.0, "%")


def at_least(bench, what, rate, bound, runs):
    slack = ERRORS * math.sqrt(bound * (1 - bound) / runs)
    bench.note(f"{what}; at least", 100 * rate, 100 * bound, (bound - slack) / max(rate, 1e-9), 1.0, "%")


def find(result, process, reference, current, shift, features):
    return next(found for found in result if (found["process"], found["reference"], found["current"], found["shift"],
                                              found["features"]) == (process, reference, current, shift, features))


def report(bench, result):
    table(HEAD, [line_of(found) for found in result])
    alone = find(result, "independent", 1000, 60, 0.0, 1)
    at_most(bench, "no drift, 1000/60: warning", alone["each"]["warning"], 0.05, alone["sets"])
    at_most(bench, "no drift, 1000/60: critical", alone["each"]["critical"], 0.015, alone["sets"])
    together = find(result, "independent", 1000, 60, 0.0, 50)
    at_most(bench, "no drift, 50 features: any alarm", together["any"]["warning"], 0.05, together["sets"])
    dependent = find(result, "AR(1) 0.9", 1000, 60, 0.0, 1)
    at_most(bench, "AR(1) 0.9, no drift, 1000/60: p < 5 %", dependent["each"]["p_below_0.05"], 0.11, dependent["sets"])
    at_least(bench, "AR(1) 0.9, no drift, 1000/60: p < 5 %", dependent["each"]["p_below_0.05"], 0.02, dependent["sets"])
    moved = find(result, "independent", 1000, 60, 1.0, 1)
    at_least(bench, "moved by one deviation, 60 rows: warning", moved["each"]["warning"], 0.99, moved["sets"])


def report_forecasts(result):
    """How often the prediction alarms. Rows are those of a fold, so that lines differ in the models alone."""
    head = ["series", "models apart", "folds", "nothing moved: as a feature", "with the bar", "cannot tell",
            "moved by 1: as a feature", "with the bar", "moved by 2: as a feature", "with the bar"]
    lines = {}
    for run in result:
        line = lines.setdefault((run["memory"], run["models_apart"], run["folds"]), {})
        rate = run["rates"].get
        line[run["shift"]] = [sum(rate(f"{rule}: {word}", 0.0) for word in ("warning", "critical"))
                              for rule in ("alone", "between models")] + [rate("between models: cannot tell", 0.0)]
    table(head, [[f"AR(1) {memory:g}" if memory else "independent", f"{apart:g}", str(folds),
                  *(percent(rate) for rate in line[0.0]),
                  *(percent(rate) for shift in (1.0, 2.0) for rate in line[shift][:2])]
                 for (memory, apart, folds), line in lines.items()])


def usual_features(frame, close, high, low, volume):
    """The eight features of a series of bars that a beginner would take, by pandas alone."""
    import numpy
    import pandas

    price = frame[close]
    change = numpy.log(price).diff()
    move = price.diff()
    up = move.clip(lower=0).ewm(alpha=1 / 14, adjust=False).mean()
    down = (-move).clip(lower=0).ewm(alpha=1 / 14, adjust=False).mean()
    amount = frame[volume].replace(0, numpy.nan)
    out = pandas.DataFrame({
        "change_1": change, "change_5": numpy.log(price).diff(5), "volatility_20": change.rolling(20).std(),
        "price_to_mean_20": price / price.rolling(20).mean() - 1, "momentum_60": numpy.log(price).diff(60),
        "range": (frame[high] - frame[low]) / price, "rsi_14": 100 - 100 / (1 + up / down),
        "volume_ratio": amount / amount.rolling(20).mean()})
    return out


def rolling(bench, series, reference, current, step):
    """@param series  name and file of bars, time column first"""
    import pandas

    name, path = series
    frame = pandas.read_csv(path)
    volume = next(column for column in frame if "volume" in column)
    features = usual_features(frame, "close", "high", "low", volume).iloc[60:].fillna(float("nan")).dropna()
    found = {}
    for kind, rows in (("as it was", features), ("shuffled", features.sample(frac=1, random_state=7))):
        out = bench.out / f"drift_{path.stem}.csv"
        rows.to_csv(out, index=False)
        run = subprocess.run([bench.program("bench_drift_rates"), "--rolling", str(out), str(reference), str(current),
                              str(step)], check=True, capture_output=True, text=True)
        found[kind] = json.loads(run.stdout)
        labels = frame.iloc[:, 0].loc[rows.index]
        found[kind]["warned_from"] = [str(labels.iloc[row]) for row in found[kind].pop("first_rows_of_warned")]
    return {"series": name, "reference": reference, "current": current, "found": found}


def report_rolling(runs):
    head = ["series", "rows before/now", "windows", "any feature: PSI > 0.1", "PSI > 0.1", "PSI > 0.25", "KS p < 5 %",
            "Evidently", "any feature: warning or worse"]
    lines = []
    for run in runs:
        for kind, found in run["found"].items():
            each, together = found["each"], found["any"]
            lines.append([f"{run['series']}, {kind}", f"{run['reference']}/{run['current']}", str(found["windows"]),
                          percent(together["psi_above_0.1"]), *(percent(each[key]) for key in (
                              "psi_above_0.1", "psi_above_0.25", "ks_p_below_0.05", "evidently")),
                          f"{percent(together['warning'])} ({round(together['warning'] * found['windows'])})"])
    table(head, lines)
    for run in runs:
        print(f"  ({run['series']}, {run['reference']}/{run['current']}, warned from: "
              + ", ".join(run["found"]["as it was"]["warned_from"]) + ")", flush=True)
