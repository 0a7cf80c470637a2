# SPDX-License-Identifier: MIT
"""Tables of bench_gate_rates' figures, and the promises they are held to.

All rates are shares of independent windows (or years); a promise is missed when a rate lies beyond it by more than chance
explains (three standard errors), except that equal models may be promoted two points more often than the nominal rate.
"""
import math

# Share of promotions at 5 % by Diebold and Mariano's test of the log loss, found by a simulation that shares no code with
# this one: (rows, truth) -> rate.
KNOWN_POWER = {(63, "better"): 0.09, (63, "much better"): 0.15, (252, "better"): 0.13, (252, "much better"): 0.26,
               (1260, "better"): 0.38, (1260, "much better"): 0.74, (6300, "better"): 0.91}
# The same of a Sharpe ratio a full point worse, 63 days: correlation -> share stopped by the bootstrap's veto.
KNOWN_SHARPE_VETO = {0.5: 0.19, 0.9: 0.40}
KNOWN_LOSS_VETO = {1260: 0.74}
NOMINAL = {"recipe_promote": 0.05, "alpha_promote": 0.10, "loss_worse": 0.05, "log_loss_worse": 0.05, "sharpe_worse": 0.05}
TITLES = {"recipe_promote": "PROMOTE, first look", "alpha_promote": "PROMOTE at alpha", "loss_worse": "loss veto",
          "log_loss_worse": "log loss veto", "sharpe_worse": "Sharpe veto"}
SLACK = 0.02
MOST_BY_LUCK = 0.03
ERRORS = 3.0


def rows_of(window):
    return window["days"] * window["symbols"]


def name_of(window):
    labels = "" if window["horizon"] == 1 else f", labels {window['horizon']} days long"
    return f"{window['days']} days x {window['symbols']}{labels}"


def pooled(windows):
    """Windows that differ in their returns alone, as one."""
    groups = {}
    for window in windows:
        groups.setdefault((window["truth"], window["days"], window["symbols"], window["horizon"]), []).append(window)
    out = []
    for group in groups.values():
        runs = sum(window["runs"] for window in group)
        rates = {name: sum(window["rates"][name] * window["runs"] for window in group) / runs for name in group[0]["rates"]}
        out.append({**group[0], "runs": runs, "rates": rates, "return_correlation": None})
    return out


def error_of(rate, runs):
    return math.sqrt(max(rate * (1.0 - rate), 0.25 / runs) / runs)


def percent(rate):
    return f"{100 * rate:.1f}"


def table(title, head, lines):
    print(f"\n{title}\n\n| {' | '.join(head)} |\n|{' --- |' * len(head)}")
    for line in lines:
        print(f"| {' | '.join(line)} |")


def print_equal(windows):
    names = ["naive_sharpe", "naive_accuracy", "recipe_promote", "alpha_promote", "refresh_reject", "loss_worse",
             "log_loss_worse", "sharpe_worse", "margins_refresh_reject"]
    head = ["equal models", "runs", "naive Sharpe promotes", "naive accuracy promotes", "PROMOTE at 5 %", "PROMOTE at 10 %",
            "refresh: REJECT", "by the loss test", "by log loss", "by Sharpe", "refresh, with margins: REJECT"]
    table("Equal models, per cent of windows", head,
          [[name_of(w), str(w["runs"])] + [percent(w["rates"][name]) for name in names] for w in windows
           if w["truth"] == "equal"])


def print_power(windows):
    names = ["naive_sharpe", "naive_accuracy", "mcnemar", "diebold_mariano", "loss_better", "recipe_promote",
             "alpha_promote", "margins_recipe_promote"]
    head = ["better candidates", "truth", "runs", "naive Sharpe", "naive accuracy", "McNemar", "Diebold-Mariano", "(table)",
            "gate's loss test", "PROMOTE at 5 %", "PROMOTE at 10 %", "with margins: PROMOTE at 5 %"]
    lines = []
    for w in windows:
        if "better" in w["truth"]:
            shown = [percent(w["rates"][name]) for name in names]
            known = KNOWN_POWER.get((rows_of(w), w["truth"]))
            truth = f"{100 * w['candidate'][0]:g} against {100 * w['baseline'][0]:g} % right"
            lines.append([name_of(w), truth, str(w["runs"]), *shown[:4], "" if known is None else percent(known), *shown[4:]])
    table("Better candidates, per cent of windows", head, lines)


def print_worse(windows):
    names = ["naive_sharpe", "naive_accuracy", "recipe_promote", "alpha_promote", "refresh_reject", "loss_worse",
             "sharpe_worse", "margins_refresh_reject"]
    head = ["worse candidates", "correlation", "runs", "naive Sharpe promotes", "naive accuracy promotes", "PROMOTE at 5 %",
            "PROMOTE at 10 %", "refresh: REJECT", "by the loss test", "by Sharpe", "refresh, with margins: REJECT"]
    table("Candidates worse by a full Sharpe point and three points of accuracy, per cent of windows", head,
          [[name_of(w), str(w["return_correlation"]), str(w["runs"])] + [percent(w["rates"][name]) for name in names]
           for w in windows if w["truth"] == "worse"])


def print_years(years):
    rules = {"gate": "the gate", "uncounted": "the gate, looks not counted", "naive_sharpe": "naive Sharpe",
             "naive_accuracy": "naive accuracy"}
    lines = []
    for year in years:
        for key, rule in rules.items():
            found = year[key]
            claimed = found["claimed_sharpe"]
            lines.append([name_of({**year, "days": 63}), rule, str(year["years"]), percent(found["any"]),
                          f"{found['promotions']:.2f}", "" if claimed is None else f"{claimed:+.2f}"])
    table(f"{years[0]['weeks']} weekly looks at fresh equal candidates, alpha 10 %",
          ["window", "rule", "years", "years with a false promotion, %", "promotions a year", "claimed Sharpe gain"], lines)


def check_equal(bench, windows):
    for w in windows:
        if w["truth"] == "equal" and w["runs"] >= 1000:
            for name, nominal in NOMINAL.items():
                rate, bound = w["rates"][name], nominal + SLACK
                bench.note(f"equal, {name_of(w)}: {TITLES[name]}; promise", 100 * rate, 100 * bound, rate / bound, 1.0, "%")


def check_near(bench, what, rate, known, runs):
    """As likely as the table says; its own error is taken to be as large, and its rounding half a point."""
    allowed = ERRORS * math.sqrt(2.0) * error_of(known, runs) + 0.005
    bench.note(f"{what}; table", 100 * rate, 100 * known, abs(rate - known) / allowed, 1.0, "%")


def check_power(bench, windows):
    for w in windows:
        known = KNOWN_POWER.get((rows_of(w), w["truth"]))
        if known is not None and w["horizon"] == 1:
            what = f"{w['truth']}, {name_of(w)}"
            check_near(bench, f"{what}: Diebold-Mariano", w["rates"]["diebold_mariano"], known, w["runs"])
            least = known - ERRORS * error_of(known, w["runs"]) - 0.03
            rate = w["rates"]["loss_better"]
            bench.note(f"{what}: gate's loss test; at least", 100 * rate, 100 * least, least / max(rate, 1e-9), 1.0, "%")


def check_worse(bench, windows):
    for w in windows:
        if w["truth"] != "worse":
            continue
        what = f"worse, {name_of(w)}, correlation {w['return_correlation']}"
        rates = w["rates"]
        rate = rates["recipe_promote"]
        bench.note(f"{what}: PROMOTE; promise", 100 * rate, 100 * MOST_BY_LUCK, rate / MOST_BY_LUCK, 1.0, "%")
        if w["days"] == 63:
            check_near(bench, f"{what}: Sharpe veto", rates["sharpe_worse"], KNOWN_SHARPE_VETO[w["return_correlation"]], w["runs"])
        if rows_of(w) in KNOWN_LOSS_VETO:
            check_near(bench, f"{what}: loss veto", rates["loss_worse"], KNOWN_LOSS_VETO[rows_of(w)], w["runs"])


def check_years(bench, years):
    for year in years:
        rate, bound = year["gate"]["any"], 0.10
        what = f"a year of weekly looks, {name_of({**year, 'days': 63})}: any false promotion; budget"
        bench.note(what, 100 * rate, 100 * bound, rate / bound, 1.0, "%")


def report(bench, result):
    """Prints the tables and notes what is promised."""
    together = pooled(result["windows"])
    print_equal(together)
    print_power(together)
    print_worse(result["windows"])
    print_years(result["years"])
    print()
    check_equal(bench, together)
    check_power(bench, together)
    check_worse(bench, result["windows"])
    check_years(bench, result["years"])
