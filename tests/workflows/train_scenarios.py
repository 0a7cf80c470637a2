# SPDX-License-Identifier: MIT
"""train-model, as a person meets it."""
import json
import re
import shutil

from project import Skipped, check, make_worse, mlpipe, promote_by_hand, skip_without_notify
from world import BRANCH, git


def said(p):
    """The newest notice."""
    return p.notices()[-1]["body"].decode()


def first_run(p):
    """No branch, no production, no best parameters: the first model goes live and the branch begins."""
    result = p.train(by="schedule")
    check("v1.0.0 is in production", p.world.production() == "v1.0.0")
    check("best parameters are kept", "best" in json.loads(p.world.registry_file("config/best_hyperparameters.json")))
    check("the branch has a root of its own", len(p.world.registry("rev-list", BRANCH).split()) == 1)
    names = p.world.registry("ls-tree", "-r", "--name-only", BRANCH).split("\n")
    check("nothing but the registry is on it", all(re.match(r"models/(?!registry\.lock|\.incoming|README)|config/best", n) for n in names),
          str(names))
    check("the model and its report were uploaded",
          {"models/staging/model.ubj", "reports/model_comparison.md"} <=
          {str(f.relative_to(p.world.artifacts / "model-1001-1")) for f in (p.world.artifacts / "model-1001-1").rglob("*")})
    check("the verdict is in the summary", "PROMOTE" in result.summary)
    verified = mlpipe(p, "version", "verify", "--all")
    check("what is on the branch verifies", verified.returncode == 0, verified.stderr)


def good_run(p):
    """A week later there are new rows: the refit is a new version, numbered as asked."""
    p.train()
    p.world.commit(p.files(720), "new rows")
    result = p.train(by="schedule")
    check("a refresh is a patch", p.world.production() == "v1.0.1")
    check("the best parameters were taken", "best_hyperparameters.json" in result.log or "First training" not in result.log)
    p.world.commit(p.files(740), "more rows")
    p.train(inputs={"reason": "data-fix", "bump": "minor", "pr": "no number"})
    check("by hand it is what was asked for", p.world.production() == "v1.1.0")
    check("the log says why", "train-model: data-fix" in p.world.registry_file("models/audit.jsonl"))


def optimized(p):
    """By hand with a search first: the best parameters of the search are kept for the Sundays to come."""
    p.config["walk_forward"]["test"] = 50
    search = {"trials": 3, "space": {"max_depth": {"type": "int", "low": 2, "high": 4}, "eta": {"type": "float", "low": 0.05, "high": 0.5}}}
    p.world.commit({**p.files(700), "config/optimize.json": json.dumps(search)}, "a short search")
    p.train(inputs={"optimize": True})
    check("v1.0.0 is in production", p.world.production() == "v1.0.0")
    best = json.loads(p.world.registry_file("config/best_hyperparameters.json"))
    check("the search is where they come from", best["best"]["trial_count"] == 3, json.dumps(best))


def rejected(p):
    """A worse candidate is red; production stays, the look is kept, the report uploaded."""
    p.train()
    before = p.world.registry("rev-parse", f"{BRANCH}:models/archive"), p.world.production()
    make_worse(p)
    notices = len(p.notices())
    result = p.train(expect="failure")
    check("validate said no", result.step("Validate") == "failure" and result.steps["validate"]["outputs"]["verdict"] == "reject")
    check("nothing was promoted", result.step("Promote") == "skipped")
    check("production is as it was", before == (p.world.registry("rev-parse", f"{BRANCH}:models/archive"), p.world.production()))
    check("the look was kept", p.world.registry_file("models/looks.jsonl").count("\n") >= 1)
    check("the report was uploaded", (p.world.artifacts / "model-1002-1/reports/model_comparison.md").exists())
    check("the annotation says so", any("REJECT" in text for text in result.annotations("error")), result.log)
    if not skip_without_notify("a notice of the rejection"):
        check("a notice was sent", len(p.notices()) == notices + 1 and "REJECT" in said(p), result.log)


def inconclusive(p):
    """The very model that is in production: not told apart, green, and no second version."""
    p.train()
    result = p.train(run_id="1001", attempt="2")
    check("the verdict is that there is none", result.steps["validate"]["outputs"]["verdict"] == "inconclusive", result.log)
    check("nothing was promoted", result.step("Promote") == "skipped" and p.world.production() == "v1.0.0")
    check("both attempts have their artifact", (p.world.artifacts / "model-1001-2").exists())


def crash(p):
    """Training fails: red, nothing pushed, and the notice has the end of the log."""
    p.world.commit({"data/prices.csv": "date,close\n2021-01-04,abc\n"}, "broken data")
    result = p.train(expect="failure")
    check("training failed", result.step("Train") == "failure" and "exit code 6" in result.log, result.log)
    check("nothing was pushed", not p.world.has_registry())
    check("later steps did not run", result.step("Validate") == "skipped" and result.step("Push the registry") == "skipped")
    check("the notice was tried", result.step("Notify") != "skipped")
    if not skip_without_notify("the notice of a crash"):
        check("a notice was sent, with what went wrong", len(p.notices()) == 1 and "prices.csv" in said(p), result.log + said(p))
        check("a status issue is open", [issue["state"] for issue in p.world.github.issues] == ["open"], result.log)
        p.world.commit(p.files(700), "data are right again")
        result = p.train()
        check("and closed again", [issue["state"] for issue in p.world.github.issues] == ["closed"], result.log)


def cancelled(p):
    """Stopped by somebody: nothing is promoted or pushed, and the notice knows."""
    def stop(name, job):
        if name == "Validate":
            job.result.status = "cancelled"

    result = p.train(expect="cancelled", before_step=stop)
    check("nothing was promoted", result.step("Promote") == "skipped")
    check("nothing was pushed", result.step("Push the registry") == "skipped" and not p.world.has_registry())
    check("the notice was tried", result.step("Notify") == "success", result.log)


def conflict(p):
    """Somebody else promotes while this run trains: it judges anew against theirs and takes the next number."""
    p.train()
    p.world.commit(p.files(720), "new rows")
    theirs = []

    def meanwhile(name, job):
        if name == "Push the registry" and not theirs:
            theirs.extend(promote_by_hand(p))

    result = p.train(before_step=meanwhile)
    check("the push was refused once", result.log.count("The registry has moved") == 1, result.log)
    check("theirs is still there", theirs[0] in p.world.registry("ls-tree", "--name-only", BRANCH, "models/archive/"))
    check("the next number was taken", p.world.production() == "v1.1.1", p.world.production())
    judged = json.loads(p.world.registry_file(f"models/archive/{p.world.production()}/validation.json"))
    check("it was judged against theirs", theirs[0] in json.dumps(judged), json.dumps(judged))
    check("nothing was forced", git("merge-base", "--is-ancestor", theirs[1], BRANCH, cwd=p.world.bare) == "")
    check("the registry is whole", mlpipe(p, "version", "verify", "--all").returncode == 0)


def endless_conflict(p):
    """Every push is overtaken: after the third the run gives up with exit code 7, and nothing of it is pushed."""
    p.train()
    p.world.commit(p.files(720), "new rows")

    def overtake():
        tree, tip = p.world.registry("rev-parse", f"{BRANCH}^{{tree}}"), p.world.sha(BRANCH)
        p.world.registry("update-ref", f"refs/heads/{BRANCH}", git("commit-tree", tree, "-p", tip, "-m", "overtaken", cwd=p.world.bare))

    p.world.github.on_push = overtake
    result = p.train(expect="failure")
    check("three tries", result.log.count("The registry has moved") == 3, result.log)
    check("push conflict is 7", "exit code 7" in result.log and any("Push conflict" in text for text in result.annotations("error")))
    check("production is as it was", p.world.production() == "v1.0.0")


def lost_answer(p):
    """The push arrives, the answer does not: that is no conflict."""
    p.world.github.lost_answers = 1
    result = p.train()
    check("one promotion", p.world.production() == "v1.0.0" and "has moved" not in result.log, result.log)
    check("the answer was lost", p.world.github.lost_answers == 0 and "502" in result.log, result.log)


def half_a_commit(p):
    """Git that fails while the commit is made: red, and half a registry is not pushed."""
    p.train()
    before = p.world.sha(BRANCH)
    p.world.commit(p.files(720), "new rows")

    shim = p.folder / "failing-git"
    shim.mkdir()
    (shim / "git").write_text('#!/bin/sh\ncase "$*" in "add --force -- models :"*) exit 1 ;; esac\n'
                              f'exec {shutil.which("git")} "$@"\n')
    (shim / "git").chmod(0o755)

    def break_git(name, job):
        if name == "Push the registry":
            job.extra_path.insert(0, str(shim))

    result = p.train(expect="failure", before_step=break_git)
    check("the push failed", result.step("Push the registry") == "failure", result.log)
    check("the branch is as it was", p.world.sha(BRANCH) == before, p.world.registry("ls-tree", "-r", "--name-only", BRANCH))


def refused(p):
    """A push that is refused without anybody having moved the branch is an error at once."""
    hook = p.world.bare / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho protected >&2\nexit 1\n")
    hook.chmod(0o755)
    result = p.train(expect="failure")
    check("it is said", any("was not pushed" in text for text in result.annotations("error")), result.log)
    check("there is no branch", not p.world.has_registry())


def slack_down(p):
    """Slack does not answer: the verdict of the job is the same."""
    if skip_without_notify("Slack that is down"):
        raise Skipped
    p.world.slack.fail("POST /services", 500)
    result = p.train()
    check("v1.0.0 is in production", p.world.production() == "v1.0.0")
    check("it was tried", p.notices())
    check("the notice is no failure", result.step("Notify") == "success", result.log)


def five_runs_one_comment(p):
    """Five runs for one pull request: one comment, which is up to date."""
    if skip_without_notify("five runs and one comment"):
        raise Skipped
    for _ in range(5):
        result = p.train(inputs={"pr": "7"})
    comments = p.world.github.comments.get("7", [])
    check("there is one comment", len(comments) == 1, result.log + json.dumps(comments))
    check("it tells of the last run", "/actions/runs/1005" in comments[0]["body"], comments[0]["body"])


def fork(p):
    """A fork: nothing by schedule; by hand, without secrets, it works and nobody is told."""
    event = {"repository": {"fork": True}}
    for workflow in ("train-model", "drift-check"):
        check(f"{workflow} does not run by schedule",
              all(result.status == "skipped" for result in p.run(workflow, by="schedule", event=event).values()))
    p.train(secrets=False, event=event)
    check("it works by hand", p.world.production() == "v1.0.0")
    check("nobody was told", not p.notices())
