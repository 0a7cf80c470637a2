#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The program itself against fake services on loopback: tests/notify/notify_program.py MLPIPE"""
import base64
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import urllib.parse

from fake_services import Fault, Services

MLPIPE = os.path.abspath(sys.argv[1])
TOKEN = "ghs_CANARYtoken0123456789abcdefghij"
SECRETS = {
    "GITHUB_TOKEN": TOKEN,
    "SLACK_WEBHOOK_URL": "/hooks/slack/T0/B0/CANARYslack4711",
    "TEAMS_WEBHOOK_URL": "/hooks/teams/x?sig=CANARYteams4711",
    "DISCORD_WEBHOOK_URL": "/hooks/discord/1/CANARYdiscord4711",
    "MLPIPE_WEBHOOK_URL": "/hooks/webhook/CANARYown4711",
    "MLPIPE_WEBHOOK_SECRET": "CANARYkey4711-signs",
}
HOSTILE = "@everyone <!channel> <script>alert(1)</script> a|b `x` #123 [l](http://evil.example)\nnew " + "z" * 10_000
checks = 0


def check(condition, *words):
    global checks
    checks += 1
    if not condition:
        raise AssertionError(" ".join(str(word) for word in words))


class World:
    """A folder, its services, and what a step of GitHub Actions has in its environment."""

    def __init__(self, folder, config=None, secrets=SECRETS):
        self.services = Services()
        self.folder = tempfile.mkdtemp(dir=folder)
        self.run_number = 0
        self.env = {"PATH": os.environ["PATH"], "HOME": self.folder, "MLPIPE_TRACKING": "off", "GITHUB_ACTIONS": "true",
                    "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "abc123", "GITHUB_SERVER_URL": "https://github.example",
                    "GITHUB_API_URL": self.services.root + "/api", "GITHUB_RUN_ATTEMPT": "1",
                    "GITHUB_STEP_SUMMARY": os.path.join(self.folder, "summary.md")}
        for name, value in secrets.items():
            self.env[name] = self.services.root + value if value.startswith("/") else value
        self.write("config/pipeline.json", {"notifications": {"budget": "6s", **(config or {})}})

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.services.close()

    def write(self, name, document):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(document if isinstance(document, str) else json.dumps(document))
        return name

    def notify(self, *args, status=0, job="train", outcome="success"):
        self.run_number += 1
        self.env["GITHUB_RUN_ID"] = str(self.run_number)
        run = subprocess.run([MLPIPE, "notify", "--job", job, "--outcome", outcome, *args], cwd=self.folder, env=self.env,
                             capture_output=True, text=True, timeout=60, check=False)
        check(run.returncode == status, "exit", run.returncode, "expected", status, run.stdout, run.stderr)
        return run

    def results(self, run):
        return {item["name"]: item for item in json.loads(run.stdout)["destinations"]}


def five_runs_leave_one_comment(folder):
    with World(folder) as world:
        for _ in range(5):
            world.notify("--pr", "5", "--result", world.write("train.json", {"schema": "mlpipe.train/1", "headline": "h"}))
        check(len(world.services.comments) == 1, world.services.comments)
        check(world.services.comments[0]["body"].startswith("<!-- mlpipe:report:v1 key=train -->\n"))
        check(world.services.issues == [])


def an_issue_lives_from_failure_to_recovery(folder):
    with World(folder) as world:
        issues = world.services.issues
        world.notify(outcome="failure")
        world.notify(outcome="failure")
        world.notify(job="drift", outcome="failure")
        check([i["title"] for i in issues] == ["mlpipe train needs attention", "mlpipe drift needs attention"], issues)
        check(len(world.services.comments) == 1)
        run = world.notify("--json")
        check(json.loads(run.stdout)["events"] == ["passed", "recovered"], run.stdout)
        check([i["state"] for i in issues] == ["closed", "open"])
        check("(recovered)" in world.services.hook("slack")[-1]["text"])
        world.notify()
        check(len(issues) == 2 and len(world.services.comments) == 2)


def faults_of_github(folder):
    limit = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0"}
    passing = [
        ("429", Fault(429, "{}", {"Retry-After": "1"})),
        ("403 with Retry-After", Fault(403, "{}", {"Retry-After": "1"})),
        ("403 of an hour that is over", Fault(403, "{}", limit)),
        ("500 then 200", Fault(500, "oops")),
        ("reset", Fault(kind="reset")),
    ]
    failing = [
        ("401", Fault(401, '{"message":"Bad credentials"}'), "GITHUB_TOKEN is not accepted"),
        ("403", Fault(403, '{"message":"Resource not accessible by integration"}'), "`permissions: pull-requests: write`"),
        ("404", Fault(404, '{"message":"Not Found"}'), "it is not there, or the token may not see it"),
        ("422", Fault(422, '{"message":"Validation Failed","errors":["x"]}'), '"x"'),
        ("invalid JSON", Fault(200, "[{"), "no list in JSON"),
        ("429 for long", Fault(429, "{}", {"Retry-After": "3600"}), "which is too long"),
    ]
    for name, fault in passing:
        with World(folder) as world:
            world.services.faults["api"] = [fault]
            result = world.results(world.notify("--pr", "5", "--json", "--to", "comment"))
            check(result["comment"]["result"] == "sent", name, result["comment"])
            check(len(world.services.comments) == 1, name)
    for name, fault, words in failing:
        with World(folder) as world:
            world.services.faults["api"] = [fault]
            run = world.notify("--pr", "5", "--json", "--to", "comment", "--to", "slack", "--notify-strict", status=11)
            result = world.results(run)
            check(result["comment"]["result"] == "failed" and words in result["comment"]["detail"], name, result["comment"])
            check(result["slack"]["result"] == "sent", name)
            check(len(world.services.hook("slack")) == 1, name)
            check(json.loads(run.stdout)["error"]["code"] == "notify", name)


def endless_answers_end_with_the_budget(folder):
    for kind in ("slow", "huge"):
        with World(folder) as world:
            world.services.faults["api"] = [Fault(kind=kind)] * 9
            result = world.results(world.notify("--pr", "5", "--json", "--to", "comment", "--to", "slack"))
            check(result["comment"]["result"] == "failed", kind, result["comment"])
            check(result["slack"]["result"] == "sent", kind)


def a_chat_that_is_down_changes_nothing(folder):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with World(folder) as world:
            world.env["SLACK_WEBHOOK_URL"] = f"http://127.0.0.1:{closed.getsockname()[1]}/CANARYslack4711"
            run = world.notify("--json", outcome="failure")
            result = world.results(run)
            check(result["slack"]["result"] == "failed", result)
            check([result[name]["result"] for name in ("teams", "discord", "webhook", "issue")] == ["sent"] * 4, result)
            check("CANARY" not in run.stdout)


def nothing_follows_to_another_host(folder):
    with World(folder) as world, World(folder) as other:
        to = {"Location": other.services.root + "/api/repos/o/r/issues/5/comments"}
        world.services.faults["api"] = [Fault(307, "", to), Fault(302, "", to)]
        for _ in range(2):
            result = world.results(world.notify("--pr", "5", "--json", "--to", "comment"))
            check("where nothing of this is sent" in result["comment"]["detail"], result)
        check(other.services.requests == [])
        check(all("Authorization" not in headers for _, path, headers, _ in world.services.requests if path.startswith("/hooks/")))


def plain_http_is_refused(folder):
    with World(folder) as world:
        world.env["SLACK_WEBHOOK_URL"] = "http://hooks.example.com/CANARYslack4711"
        world.env["GITHUB_API_URL"] = "http://ghe.example/api/v3"
        result = world.results(world.notify("--pr", "5", "--json", "--to", "comment", "--to", "slack"))
        check("use https" in result["slack"]["detail"] and "use https" in result["comment"]["detail"], result)


def hostile_documents_are_escaped_everywhere(folder):
    column = {"name": HOSTILE, "verdict": "critical", "psi_adjusted": 1.5, "directions": [HOSTILE]}
    drift = {"schema": "mlpipe.drift/1", "drifted": True, "verdict": "critical", "model": HOSTILE, "headline": HOSTILE,
             "alerts": [HOSTILE] * 40, "exit_code": 5, "ok": False,
             "check": {"features": [column] * 300, "overdue": [HOSTILE], "faults": [], "retraining": {"reasons": []}}}
    with World(folder) as world:
        run = world.notify("--pr", "5", "--json", "--result", world.write("drift.json", drift), job="drift")
        result = world.results(run)
        check(all(item["result"] == "sent" for item in result.values()), result)
        with open(world.env["GITHUB_STEP_SUMMARY"], encoding="utf-8") as file:
            summary = file.read()
        for markdown in (summary, world.services.comments[0]["body"], world.services.issues[0]["body"]):
            text = re.sub("``.*?``", "", markdown)  # between backticks nothing is markup
            check("<script>" not in text and "@everyone" not in text.replace("<span>@</span>everyone", ""), text[:500])
            check("\nnew z" not in markdown and "l](http" not in text)
        check(len(world.services.comments[0]["body"]) <= 65_536)
        slack = json.dumps(world.services.hook("slack")[0]["blocks"][1:])
        check("<!channel>" not in slack and "<script>" not in slack)
        check(world.services.hook("discord")[0]["allowed_mentions"] == {"parse": []})
        check(world.services.hook("webhook")[0]["schema"] == "mlpipe.event/1")
        errors = [line for line in run.stderr.splitlines() if line.startswith("::error")]
        check(len(errors) == 1 and errors[0].startswith("::error title=mlpipe drift"), errors)


def a_broken_config_does_not_hold_up_its_notice(folder):
    with World(folder) as world:
        world.write("config/pipeline.json", '{"datta": 1')
        run = world.notify("--json", "--to", "slack", outcome="failure")
        check(world.results(run)["slack"]["result"] == "sent")
        check("as if there were no config" in run.stderr, run.stderr)


def no_secret_gets_out(folder):
    faults = [Fault(401, TOKEN), Fault(500, TOKEN), Fault(kind="reset"), Fault(302, "", {"Location": "https://evil.example/" + TOKEN})]
    with World(folder) as world:
        log = world.write("train.log", "".join(f"{name}={world.env[name]}\n" for name in SECRETS) +
                          "Authorization: Basic " + base64.b64encode(("x-access-token:" + TOKEN).encode()).decode() + "\n")
        error = {"schema": "mlpipe.train/1", "ok": False, "exit_code": 1,
                 "error": {"code": "error", "message": "cannot fetch https://ada:CANARYpassword@host/ with " + TOKEN}}
        result = world.write("train.json", error)
        said = ""
        for args in ([], ["--json"], ["--dry-run"], ["--dry-run", "--json"], ["--log-format", "json"], ["--print-config"]):
            for name in ("api", "slack", "teams", "discord", "webhook"):
                world.services.faults[name] = list(faults)
            run = world.notify("--pr", "5", "--log-level", "trace", "--result", result, "--log", log, "--report", log, *args,
                               outcome="failure")
            said += run.stdout + "".join(line for line in run.stderr.splitlines(True) if not line.startswith("::add-mask::"))
        for name in os.listdir(world.folder):
            path = os.path.join(world.folder, name)
            if os.path.isfile(path) and name not in (log, result):
                with open(path, encoding="utf-8") as file:
                    said += file.read()
        for method, path, headers, body in world.services.requests:
            said += body
            token_is_sent = any(TOKEN in value for value in headers.values())
            check(token_is_sent == path.startswith("/api/"), path)
        for value in list(SECRETS.values()) + ["CANARYpassword"]:
            for form in (value, urllib.parse.quote(value, safe=""), base64.b64encode(value.encode()).decode().rstrip("=")[:-1]):
                check(form not in said, form, "got out:", said[max(0, said.find(form) - 300):][:600])
        check("CANARY" not in said, said[max(0, said.find("CANARY") - 300):][:600])


def main():
    with tempfile.TemporaryDirectory() as folder:
        for test in TESTS:
            test(folder)
            print("ok", test.__name__.replace("_", " "))
    print(f"{len(TESTS)} tests, {checks} checks")


TESTS = [five_runs_leave_one_comment, an_issue_lives_from_failure_to_recovery, faults_of_github,
         endless_answers_end_with_the_budget, a_chat_that_is_down_changes_nothing, nothing_follows_to_another_host,
         plain_http_is_refused, hostile_documents_are_escaped_everywhere, a_broken_config_does_not_hold_up_its_notice,
         no_secret_gets_out]

if __name__ == "__main__":
    main()
