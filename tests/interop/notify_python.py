# SPDX-License-Identifier: MIT
"""What `mlpipe notify` would send, by other people's rules: slack_sdk's Block Kit, the schema of adaptive cards.

    notify_python.py MLPIPE WORK_FOLDER
"""
import json
import os
import pathlib
import subprocess
import sys

import adaptive_cards
import jsonschema
from slack_sdk.models.blocks import Block

MLPIPE, WORK = sys.argv[1], pathlib.Path(sys.argv[2])
HOSTILE = "@everyone <!channel> <script> a|b `x` #1 [l](http://e) & {{DATE()}}\nnext " + "é" * 9_000
URLS = {name: f"https://hooks.example.com/{name}" for name in ("SLACK_WEBHOOK_URL", "TEAMS_WEBHOOK_URL")}


def documents():
    """Names and documents of notices, from the plainest to the worst."""
    column = {"verdict": "critical", "psi_adjusted": 1.5, "directions": ["wider"]}
    for name, text in (("plain", "vol_20"), ("hostile", HOSTILE)):
        metric = {"name": "log_loss", "candidate": 0.69, "baseline": 0.7, "change": -0.01}
        check = {"name": "veto.loss", "title": text, "result": "fail", "explanation": text}
        yield name + " verdict", "failure", {
            "schema": "mlpipe.validate/1", "ok": False, "exit_code": 3, "verdict": "REJECT", "headline": text, "baseline": text,
            "judgement": {"metrics": [metric] + [dict(metric, name=text)] * 90, "checks": [check] * 90}}
        yield name + " drift", "success", {
            "schema": "mlpipe.drift/1", "ok": False, "exit_code": 5, "drifted": True, "verdict": "critical", "model": text,
            "headline": text, "alerts": [text] * 90, "check": {"features": [dict(column, name=text)] * 300}}
        yield name + " error", "failure", {
            "schema": "mlpipe.train/1", "ok": False, "exit_code": 1, "error": {"code": "error", "message": text}}
    yield "nothing", "cancelled", {}


def check_slack(message):
    blocks = message["blocks"]
    assert 1 <= len(blocks) <= 50 and message["text"] and len(message["text"]) < 4_000
    for document in blocks:
        block = Block.parse(document)
        assert block is not None, document
        block.validate_json()
        # The SDK drops what it does not know: then it would not be the same.
        again = json.loads(json.dumps(block.to_dict()))
        assert again["type"] == document["type"] and len(json.dumps(again)) >= len(json.dumps(document)) - 40, (document, again)


def check_card(message):
    schemas = pathlib.Path(adaptive_cards.__file__).parent / "schemas"
    card = message["attachments"][0]["content"]
    schema = json.loads((schemas / f"schema-{card['version']}.json").read_text(encoding="utf-8-sig"))
    jsonschema.Draft6Validator(schema).validate(card)
    assert len(json.dumps(message).encode()) <= 28 * 1024


def main():
    (WORK / "log.txt").write_text("\n".join([HOSTILE] * 50), encoding="utf-8")
    count = 0
    for name, outcome, document in documents():
        (WORK / "result.json").write_text(json.dumps(document), encoding="utf-8")
        for job in ("train", "drift"):
            run = subprocess.run(
                [MLPIPE, "notify", "--job", job, "--outcome", outcome, "--result", "result.json", "--log", "log.txt", "--dry-run",
                 "--json", "--to", "slack", "--to", "teams", "--run-url", "https://ci.example/1"],
                cwd=WORK, env={**os.environ, **URLS}, capture_output=True, text=True, check=True)
            sent = {item["name"]: item.get("payloads") for item in json.loads(run.stdout)["destinations"]}
            check_slack(json.loads(sent["slack"][0]["body"]))
            check_card(json.loads(sent["teams"][0]["body"]))
            count += 1
        print("ok", name)
    print(count, "notices are what Slack and adaptive cards take")


main()
