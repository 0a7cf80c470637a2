# SPDX-License-Identifier: MIT
"""A repository with its servers, and what scenarios ask of it."""
import datetime
import json
import pathlib
import random
import shutil
import subprocess

from workflow_runner import Run
from world import BRANCH, SOURCE, TOKEN, World, git

SLACK_SECRET = "canarySlackSecret"
CONFIG = {
    "data": {"source": "data/prices.csv"},
    "features": {"preset": [], "add": ["logret_1", "rsi_14"]},
    "model": {"max_rounds": 20, "early_stopping_rounds": 0, "params": {"max_depth": 3, "eta": 0.2}},
    "walk_forward": {"train": 300, "test": 100},
    "execution": {"commission_bps": 0, "half_spread_bps": 0, "slippage_bps": 0},
    "validation": {"floors": {"max_drawdown": {"min": -0.9}}, "over_base_rate": {"log_loss": 0}, "margins": {}, "replicates": 200},
}
DRIFT = {"retrain": {"q": 0.05}, "cool_down": "7d"}


class Built:
    """What is under test; scenarios.py fills it in."""
    program, release, has_notify = "", pathlib.Path(), False


class Failed(Exception):
    pass


class Skipped(Exception):
    """Nothing was tried; the reason was printed."""


def check(what, held, more=""):
    if not held:
        raise Failed(f"NOT: {what}\n{more[-6000:]}")


def skip_without_notify(what):
    if not Built.has_notify:
        print(f"SKIPPED: {what}: this mlpipe has no notify", flush=True)
    return not Built.has_notify


def prices(days, seed=7, strength=0.6, scale=0.01):
    """Daily bars whose return remembers the one before, so that there is something to learn."""
    draw, day, price, last = random.Random(seed), datetime.date(2021, 1, 4), 100.0, 0.0
    lines = ["date,open,high,low,close,volume"]
    while len(lines) <= days:
        if day.weekday() < 5:
            last = strength * last + draw.gauss(0, scale)
            begin, price = price, price * (1 + last)
            lines.append(f"{day},{begin:.4f},{max(begin, price) * 1.001:.4f},{min(begin, price) * 0.999:.4f},{price:.4f},"
                         f"{draw.randint(1000, 9999)}")
        day += datetime.timedelta(days=1)
    return "\n".join(lines) + "\n"


def own_files():
    """What the workflows consist of, from this very source."""
    return {str(path.relative_to(SOURCE)): path for path in sorted((SOURCE / ".github").rglob("*")) if path.is_file()}


# Stand for what takes long or is not here: the tests, the packages, Debian's package manager, gh.
STUBS = {
    "scripts/test.sh": "#!/bin/sh\necho tested\n",
    "scripts/install-deps.sh": "#!/bin/sh\n",
    "scripts/package.sh": """#!/bin/sh
mkdir -p "$1" && cd "$1" && echo "$RUNNER_TEMP" >"mlpipe-$(basename "$(dirname "$RUNNER_TEMP")").tar.gz" &&
  echo deb >"$(basename "$(dirname "$RUNNER_TEMP")").deb" && sha256sum *.tar.gz *.deb >SHA256SUMS
""",
}


# Stand for what takes long or is not here: the tests, the packages, Debian's package manager, gh.
STUBS = {
    "scripts/test.sh": "#!/bin/sh\necho tested\n",
    "scripts/install-deps.sh": "#!/bin/sh\n",
    "scripts/package.sh": """#!/bin/sh
mkdir -p "$1" && cd "$1" && echo "$RUNNER_TEMP" >"mlpipe-$(basename "$(dirname "$RUNNER_TEMP")").tar.gz" &&
  echo deb >"$(basename "$(dirname "$RUNNER_TEMP")").deb" && sha256sum *.tar.gz *.deb >SHA256SUMS
""",
}


def stub_programs(folder):
    """A folder for the PATH."""
    folder.mkdir()
    for name in ("apt-get", "gh"):
        (folder / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"{folder.parent}/{name}.log"\n')
        (folder / name).chmod(0o755)
    return folder


def make(folder):
    folder.mkdir(parents=True)
    return folder


class Project:
    """One repository with its servers; runs workflows in it."""

    def __init__(self, folder, days=700, config=None, files=None):
        self.config = json.loads(json.dumps(config or CONFIG))
        self.folder, self.number = pathlib.Path(folder), 0
        self.world = World(folder, Built.release, {**own_files(), **STUBS, "CMakeLists.txt": SOURCE / "CMakeLists.txt", **self.files(days),
                                             **(files or {})})
        self.world.path = f"{stub_programs(self.folder / 'programs')}:{self.world.path}"
        self.logs = []

    def files(self, days, **how):
        return {"config/pipeline.json": json.dumps(self.config), "config/drift.json": json.dumps(DRIFT),
                "data/prices.csv": prices(days, **how)}

    def run(self, workflow, by="workflow_dispatch", secrets=True, **more):
        self.number += 1
        more.setdefault("run_id", str(1000 + self.number))
        variables = {"MLPIPE_RELEASES": f"file://{Built.release}", **more.pop("variables", {})}
        given = {"SLACK_WEBHOOK_URL": f"{self.world.slack.url}/services/T0/B0/{SLACK_SECRET}"} if secrets else {}
        run = Run(self.folder / "developer/.github/workflows" / f"{workflow}.yml", self.world, self.folder / "runner", by,
                  secrets=given, variables=variables, **more)
        results = run.run()
        for name, result in results.items():
            self.logs.append(result.log)
            (self.folder / f"{self.number}-{workflow}-{name}.log").write_text(result.log)
        check("no secret is printed", not any("##[leak]" in log for log in self.logs))
        return results

    def train(self, expect="success", **more):
        result = self.run("train-model", **more)["train"]
        check(f"train-model is {expect}", result.status == expect, result.log)
        return result

    def drift(self, expect="success", **more):
        results = self.run("drift-check", **more)
        check(f"drift-check is {expect}", results["drift"].status == expect, results["drift"].log)
        return results

    def pull_request(self, changes, head="someone/forecasts"):
        """The run of ci on the merge of a pull request with these changes."""
        self.world.commit(changes, "proposal")
        self.world.registry("update-ref", "refs/pull/7/merge", "main")
        event = {"repository": {"fork": False}, "pull_request": {"number": 7, "head": {"repo": {"full_name": head}}}}
        return self.run("ci", by="pull_request", event=event, ref="refs/pull/7/merge")

    def notices(self):
        return self.world.slack.asked("POST /services")

    def close(self):
        self.world.close()

    def look_for_secrets(self):
        check("the token went to its own server alone",
              not any(TOKEN in str(r["headers"]) + str(r["body"]) for r in self.world.slack.requests))
        for path in self.folder.rglob("*"):
            if path.is_file() and not path.is_symlink() and "repositories" not in path.parts:
                data = path.read_bytes()
                check(f"no secret in {path}", TOKEN.encode() not in data and SLACK_SECRET.encode() not in data)


def mlpipe(p, *arguments):
    """The program on a fresh checkout of the registry's branch."""
    copy = p.folder / "registry-copy"
    shutil.rmtree(copy, ignore_errors=True)
    git("clone", "--quiet", "--branch", BRANCH, str(p.world.bare), str(copy), cwd=p.folder)
    return subprocess.run([Built.program, *arguments, "--tracking", "off"], cwd=copy, capture_output=True, text=True)


def promote_by_hand(p):
    """Another machine trains on the branch and pushes: version and commit."""
    copy = p.folder / "elsewhere"
    shutil.rmtree(copy, ignore_errors=True)
    git("clone", "--quiet", "--branch", BRANCH, str(p.world.bare), str(copy), cwd=p.folder)
    for name, text in p.files(710).items():
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(text)
    for words in (["train"], ["version", "promote", "--minor", "--force", "--reason", "by hand"]):
        subprocess.run([Built.program, *words, "--tracking", "off"], cwd=copy, check=True, capture_output=True)
    git("add", "--force", "--", "models", ":!models/registry.lock", cwd=copy)
    git("commit", "--quiet", "-m", "by hand", cwd=copy)
    git("push", "--quiet", "origin", f"HEAD:{BRANCH}", cwd=copy)
    return "v" + (copy / "models/VERSION").read_text().strip(), git("rev-parse", "HEAD", cwd=copy)


def make_worse(p):
    """A recipe that sees nothing of what there is to learn."""
    p.config["features"]["add"] = ["rsi_14"]
    p.config["model"]["params"] = {"max_depth": 1, "eta": 0.001}
    p.world.commit(dict(p.files(720), **{"config/pipeline.json": json.dumps(p.config)}), "worse")
