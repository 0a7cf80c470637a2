# SPDX-License-Identifier: MIT
"""What the workflow files promise, as rules: policy.findings(FOLDER) lists where the repository in FOLDER breaks them;
with the program, every mlpipe line is parsed by it too."""
import pathlib
import re
import shlex
import subprocess

import yaml

PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+$")
# Rights beyond reading, by workflow and job; nothing else may have any.
WRITES = {
    ("train-model", "train"): {"contents", "issues", "pull-requests"},
    ("drift-check", "drift"): {"contents", "issues"},
    ("drift-check", "retrain"): {"actions"},
    ("ci", "gate"): {"pull-requests"},
    ("ci", "release"): {"contents", "id-token", "attestations"},
}
# A step that runs a command of the first kind has a condition with these words.
CONDITIONS = {
    ("train-model", "judge.sh promote"): ["steps.validate.outputs.verdict == 'promote'"],
    ("train-model", "registry.sh push"): ["!cancelled()", "steps.validate.outputs.verdict != ''"],
    ("train-model", "notify.sh"): ["always()"],
    ("drift-check", "registry.sh push"): ["steps.drift.outputs.checked == 'true'"],
    ("drift-check", "notify.sh"): ["always()"],
    ("drift-check", "/dispatches"): [],
    ("ci", "notify.sh"): ["always()", "github.event.pull_request.head.repo.full_name == github.repository"],
}
SECRETS = re.compile(r"secrets\.|github\.token")


def triggers(workflow):
    return workflow.get("on", workflow.get(True))  # YAML 1.1 reads the key as true


def steps_of(workflow):
    for job_name, job in workflow["jobs"].items():
        for step in job["steps"]:
            yield job_name, step


def check_file(name, text):
    workflow = yaml.safe_load(text)
    if workflow.get("permissions") != {}:
        yield "permissions at the top are not {}"
    if "concurrency" not in workflow:
        yield "no concurrency"
    if workflow.get("defaults", {}).get("run", {}).get("shell") != "bash":
        yield "shell: bash is not the default, so pipefail is off"
    if "pull_request_target" in triggers(workflow):
        yield "pull_request_target runs strangers' code with rights"
    for line in text.splitlines():
        if re.search(r"\buses: (?!\./)", line) and not PINNED.search(line.replace("- uses", "uses")):
            yield f"not pinned by commit with its tag: {line.strip()}"
    yield from check_jobs(name, workflow)
    yield from check_steps(name, workflow)


def check_jobs(name, workflow):
    for job_name, job in workflow["jobs"].items():
        here = f"job {job_name}: "
        if not isinstance(job.get("timeout-minutes"), int):
            yield here + "no timeout-minutes"
        if not isinstance(job.get("permissions"), dict):
            yield here + "no permissions of its own"
            continue
        writes = {right for right, level in job["permissions"].items() if level == "write"}
        if writes != WRITES.get((name, job_name), set()):
            yield here + f"may write {sorted(writes)}, should {sorted(WRITES.get((name, job_name), set()))}"
        if "schedule" in triggers(workflow) and "needs" not in job and "github.event.repository.fork" not in str(job.get("if")):
            yield here + "a fork would run it by schedule"
        if SECRETS.search(str(job.get("env", {}))):
            yield here + "every step sees its secrets"


def check_steps(name, workflow):
    asked = {key: False for key in CONDITIONS if key[0] == name}
    for job_name, step in steps_of(workflow):
        here = f"job {job_name}, step {step.get('name', step.get('uses', '?'))}: "
        if "${{" in step.get("run", ""):
            yield here + "${{ inside run: lets its value become a command"
        if step.get("uses", "").startswith("actions/checkout@") and step.get("with", {}).get("persist-credentials") is not False:
            yield here + "the token stays in the checkout"
        if step.get("continue-on-error"):
            yield here + "its failure would not be seen"
        for key in asked:
            if key[1] in step.get("run", ""):
                asked[key] = True
                yield from (here + f"its condition lacks {word}" for word in CONDITIONS[key] if word not in str(step.get("if")))
    yield from (f"no step runs {command}" for (_, command), found in asked.items() if not found)


def check_triggers(files):
    train, drift = triggers(files["train-model"]), triggers(files["drift-check"])
    if {"cron": "0 2 * * 0"} not in train.get("schedule", []):
        yield "train-model.yml: not every Sunday at 02:00 UTC"
    if set(train.get("workflow_dispatch", {}).get("inputs", {})) != {"reason", "bump", "optimize", "pr"}:
        yield "train-model.yml: by hand it should take reason, bump, optimize, pr"
    crons = [entry["cron"] for entry in drift.get("schedule", [])]
    if not crons or not re.fullmatch(r"[1-9]\d? \d+ \* \* \*", crons[0]):
        yield "drift-check.yml: not daily, off the full hour"
    if "workflow_dispatch" not in drift:
        yield "drift-check.yml: cannot be started by hand"


def commands_in(text):
    """Every mlpipe command; an array is put in as each of the texts that the script gives it."""
    for line in text.splitlines():
        for command in re.findall(r"(?:^|[{;|&] *|run: )(mlpipe [^|;>}#]+(?:\}[^|;>}#]*)?)", line.strip()):
            array = re.search(r'"\$\{(\w+)\[@\]\}"', command)
            given = re.findall(rf"{array[1]}\+?=\((.*)\)$", text, re.MULTILINE) if array else []
            yield from (command.replace(array[0], words) for words in given)
            if not array:
                yield command


def has_command(program, name):
    return re.search(rf"^\s+{name}\b", subprocess.run([program, "--help"], capture_output=True, text=True).stdout, re.MULTILINE)


def check_lines(root, program):
    """Every mlpipe line of workflows and scripts, parsed by the program itself."""
    has_notify = has_command(program, "notify")
    for file in sorted([*root.glob(".github/workflows/*.yml"), *root.glob(".github/**/*.sh")]):
        for command in commands_in(file.read_text()):
            words = [word.replace("$BUMP", "auto") for word in shlex.split(command)[1:]]
            if words[0] != "notify" or has_notify:
                done = subprocess.run([program, *words, "--help"], capture_output=True, text=True)
                if done.returncode != 0:
                    yield f"{file.relative_to(root)}: {command.strip()}: {done.stderr.strip()}"


def findings(root, program=None):
    root = pathlib.Path(root)
    found, files = [], {}
    for name in ("train-model", "drift-check", "ci"):
        path = root / f".github/workflows/{name}.yml"
        if not path.exists():
            found.append(f"{name}.yml is missing")
            continue
        files[name] = yaml.safe_load(path.read_text())
        found += [f"{name}.yml: {finding}" for finding in check_file(name, path.read_text())]
    if {"train-model", "drift-check"} <= set(files):
        found += check_triggers(files)
    if program:
        found += check_lines(root, program)
    return found

