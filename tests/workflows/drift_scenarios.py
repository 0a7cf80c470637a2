# SPDX-License-Identifier: MIT
"""drift-check, as a person meets it."""
from project import check, prices, promote_by_hand, skip_without_notify
from world import BRANCH


def drift_none(p):
    """Rows like those of training: no drift, a line of history, nothing started."""
    p.train()
    p.world.commit(p.files(1000), "a year of the same")
    results = p.drift(by="schedule")
    check("no training was started", results["retrain"].status == "skipped" and not p.world.github.dispatches)
    check("the history has its line", p.world.registry_file("reports/drift_history.jsonl").count("\n") == 0
          and '"failed":false' in p.world.registry_file("reports/drift_history.jsonl"))
    p.drift()
    check("and a second one", p.world.registry_file("reports/drift_history.jsonl").count("\n") == 1)


def drift_yes(p):
    """The newest rows are another world: training is started once, not again within the cool-down, and the job is green."""
    p.train()
    old, new = prices(700), prices(1000, seed=8, scale=0.04).split("\n")
    p.world.commit({"data/prices.csv": old + "\n".join(new[701:])}, "another world")
    before = len(p.notices())
    results = p.drift(by="schedule")
    check("drift was found", results["drift"].steps["drift"]["outputs"]["drifted"] == "true", results["drift"].log)
    check("training was started once", p.world.github.dispatches == [{"ref": "main", "inputs": {"reason": "drift"}}], results["retrain"].log)
    again = p.drift()
    check("not again within the cool-down", again["retrain"].status == "skipped" and len(p.world.github.dispatches) == 1)
    if not skip_without_notify("a notice of drift"):
        check("one notice was sent", len(p.notices()) == before + 1, again["drift"].log)


def drift_error(p):
    """Data that cannot be read are an error, never "no drift"."""
    p.train()
    p.world.commit({"data/prices.csv": "date,close\n2021-01-04,abc\n"}, "broken data")
    results = p.drift(expect="failure")
    check("no verdict was given", "drifted" not in results["drift"].steps["drift"]["outputs"])
    check("no training was started", results["retrain"].status == "skipped")
    check("no history was written", "drift_history" not in p.world.registry("ls-tree", "-r", "--name-only", BRANCH))


def drift_first(p):
    """Before the first training there is nothing to check: said, and not called "no drift"."""
    results = p.drift(by="schedule")
    check("it is said", any("No model yet" in text for text in results["drift"].annotations("warning")), results["drift"].log)
    check("no verdict was given", "drifted" not in results["drift"].steps["drift"]["outputs"])


def drift_conflict(p):
    """A training pushes while the drift check runs: both histories are kept."""
    p.train()
    p.world.commit(p.files(1000), "a year")

    def meanwhile(name, job):
        if name == "Push the history":
            promote_by_hand(p)

    results = p.drift(before_step=meanwhile)
    check("the push was refused once", results["drift"].log.count("The registry has moved") == 1, results["drift"].log)
    check("their version is live", p.world.production() == "v1.1.0")
    check("our line is there", '"verdict"' in p.world.registry_file("reports/drift_history.jsonl"))


def overdue(p):
    """The last training is too old: red, and the drift check is made all the same."""
    p.train()
    p.world.commit(p.files(1000), "a year")
    results = p.drift(expect="failure", variables={"MLPIPE_MAX_TRAINING_AGE_DAYS": "-1"})
    check("it is said", any("No training for" in text for text in results["drift"].annotations("error")), results["drift"].log)
    check("the check was made", results["drift"].steps["drift"]["outputs"]["checked"] == "true")


def dispatch_refused(p):
    """Training that cannot be started is red."""
    p.train()
    old, new = prices(700), prices(1000, seed=8, scale=0.04).split("\n")
    p.world.commit({"data/prices.csv": old + "\n".join(new[701:])}, "another world")
    p.world.github.fail("POST .*/dispatches", 403)
    results = p.drift()
    check("red", results["retrain"].status == "failure" and any("was not started" in t for t in results["retrain"].annotations("error")))
