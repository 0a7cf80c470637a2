# SPDX-License-Identifier: MIT
"""Runs the jobs of a workflow file on this machine as a hosted runner would: each `run:` in its shell with the runner's files and
variables, each `uses:` by a stand-in (stand_ins.py) or, for an action of the repository itself, for real."""
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess

import yaml

from expressions import condition, functions, substitute, to_text

STEP_SECONDS = 240
SHELLS = {None: ["bash", "-e"], "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"]}
COMMAND = re.compile(r"^::(error|warning|notice)(?: ([^:]*))?::(.*)$", re.MULTILINE)


class JobResult:
    def __init__(self):
        self.status, self.steps, self.outputs, self.log, self.summary = "success", {}, {}, "", ""

    def step(self, name):
        """What became of the step of that name: success, failure, cancelled or skipped."""
        return self.steps[name]["outcome"]

    def annotations(self, kind):
        return [f"{title or ''} {text}" for found, title, text in COMMAND.findall(self.log) if found == kind]


class Run:
    """One run of one workflow file.

    world: .remote (clone URL for stand-ins), .server_url, .api_url, .token, .artifacts (folder), .path (PATH of the runner).
    """

    def __init__(self, file, world, folder, event_name, event=None, inputs=None, secrets=None, variables=None, ref="refs/heads/main",
                 run_id="1000", attempt="1", before_step=None, environment=None):
        self.text = pathlib.Path(file).read_text()
        self.workflow = yaml.safe_load(self.text)
        self.triggers = self.workflow.get("on", self.workflow.get(True))  # YAML 1.1 reads the key as true
        if event_name not in self.triggers:
            raise ValueError(f"{file} is not started by {event_name}")
        self.world, self.folder, self.before_step = world, pathlib.Path(folder), before_step
        self.environment = environment or {}
        self.secrets, self.variables = secrets or {}, variables or {}
        self.inputs = self.with_defaults(event_name, inputs or {})
        self.github = {
            "event_name": event_name, "event": event or {"repository": {"fork": False}}, "ref": ref, "ref_name": ref.split("/", 2)[2],
            "repository": world.repository, "run_id": run_id, "run_attempt": attempt, "token": world.token, "sha": world.sha(ref),
            "workflow": self.workflow["name"], "server_url": world.server_url, "api_url": world.api_url}
        self.results = {}

    def with_defaults(self, event_name, given):
        if event_name != "workflow_dispatch":
            return {}
        declared = (self.triggers["workflow_dispatch"] or {}).get("inputs", {})
        for name, value in given.items():
            if name not in declared or value not in declared[name].get("options", [value]):
                raise ValueError(f"workflow_dispatch takes no input {name}={value!r}")
        return {name: given.get(name, spec.get("default")) for name, spec in declared.items()}

    def run(self):
        waiting = dict(self.workflow["jobs"])
        while waiting:
            name = next(name for name, job in waiting.items() if all(need in self.results for need in needs_of(job)))
            self.results[name] = self.run_matrix(name, waiting.pop(name))
        return self.results

    def run_matrix(self, name, job):
        matrix = job.get("strategy", {}).get("matrix", {})
        results = [self.run_job(f"{name}{index or ''}", job, dict(zip(matrix, values)))
                   for index, values in enumerate(itertools.product(*matrix.values()))]
        return next((result for result in results if result.status == "failure"), results[-1])

    def run_job(self, name, job, matrix):
        result = JobResult()
        needs = {need: {"result": self.results[need].status, "outputs": self.results[need].outputs} for need in needs_of(job)}
        statuses = [need["result"] for need in needs.values()]
        before = "failure" if "failure" in statuses else "success" if all(s == "success" for s in statuses) else "skipped"
        contexts = {"github": self.github, "inputs": self.inputs, "vars": self.variables, "needs": needs, "matrix": matrix}
        if not condition(job.get("if"), contexts, functions("", lambda: before)):
            result.status = "skipped"
            return result
        contexts["secrets"] = self.secrets
        return Job(self, name, job, contexts, result).run()


def needs_of(job):
    needs = job.get("needs", [])
    return [needs] if isinstance(needs, str) else needs


class Job:
    def __init__(self, run, name, job, contexts, result):
        self.run_, self.name, self.job, self.result = run, name, job, result
        self.masks = []
        self.folder = run.folder / name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.workspace, self.temp, self.home = self.folder / "workspace", self.folder / "temp", self.folder / "home"
        for folder in (self.workspace, self.temp, self.home):
            folder.mkdir(parents=True)
        self.contexts = dict(contexts, steps=result.steps, job={"status": "success"},
                             runner={"temp": str(self.temp), "os": "Linux", "arch": "X64"})
        self.known = functions(str(self.workspace), lambda: self.result.status)
        self.extra_env, self.extra_path, self.count = {}, [], 0

    def run(self):
        for step in self.job["steps"]:
            self.take_step(step, self.result.steps, self.contexts)
        self.result.outputs = {name: to_text(substitute(text, self.contexts, self.known))
                               for name, text in self.job.get("outputs", {}).items()}
        return self.result

    def take_step(self, step, steps, contexts):
        """Runs one step, or skips it; what it says goes into `steps`, under its id and its name."""
        self.contexts["job"]["status"] = self.result.status
        outcome = {"outcome": "skipped", "outputs": {}}
        for key in (step.get("id"), step.get("name")):
            if key:
                steps[key] = outcome
        if not condition(step.get("if"), contexts, self.known):
            return
        if self.run_.before_step:
            self.run_.before_step(step.get("name"), self)
        self.say(f"##[step] {step.get('name', step.get('uses', 'run'))}\n")
        env = {}
        for layer in (self.run_.workflow.get("env", {}), self.job.get("env", {}), self.extra_env, step.get("env", {})):
            env.update({name: to_text(substitute(value, contexts, self.known)) for name, value in layer.items()})
        done, outputs = self.shell(step, env, contexts) if "run" in step else self.action(step, env, contexts)
        outcome["outputs"] = outputs
        outcome["outcome"] = "success" if done else "failure"
        if not done and not step.get("continue-on-error"):
            self.result.status = "failure"

    def shell(self, step, env, contexts):
        self.count += 1
        script = self.temp / f"step{self.count}.sh"
        script.write_text(substitute(step["run"], contexts, self.known))
        files = {name: self.temp / f"{name.lower()}{self.count}"
                 for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.touch()
        shell = step.get("shell") or self.run_.workflow.get("defaults", {}).get("run", {}).get("shell")
        try:
            done = subprocess.run([*SHELLS[shell], str(script)], cwd=self.workspace, env=self.environment(env, files), text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=STEP_SECONDS, errors="replace")
            said, status = done.stdout, done.returncode
        except subprocess.TimeoutExpired as late:
            said, status = (late.stdout or b"").decode(errors="replace"), "none: it was stopped"
        self.say(said)
        if status != 0:
            self.say(f"##[error]Process completed with exit code {status}.\n")
        self.result.summary += files["GITHUB_STEP_SUMMARY"].read_text()
        self.extra_env.update(pairs(files["GITHUB_ENV"].read_text()))
        self.extra_path = files["GITHUB_PATH"].read_text().split() + self.extra_path
        return status == 0, pairs(files["GITHUB_OUTPUT"].read_text())

    def environment(self, env, files):
        github = self.run_.github
        event = self.temp / "event.json"
        event.write_text(json.dumps(github["event"]))
        base = {f"GITHUB_{key.upper()}": to_text(value) for key, value in github.items() if key not in ("event", "token")}
        return {"PATH": os.pathsep.join([*self.extra_path, self.run_.world.path]), "HOME": str(self.home), "LANG": "C.UTF-8", "CI": "true",
                "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.workspace), "RUNNER_TEMP": str(self.temp),
                "GITHUB_JOB": self.name, "GITHUB_EVENT_PATH": str(event), "GOMP_SPINCOUNT": "1000", **self.run_.environment, **base,
                **{name: str(file) for name, file in files.items()}, **env}

    def action(self, step, env, contexts):
        inputs = {name: to_text(substitute(value, contexts, self.known)) for name, value in step.get("with", {}).items()}
        if step["uses"].startswith("./"):
            return self.composite(self.workspace / step["uses"], inputs)
        name, _, ref = step["uses"].partition("@")
        if name.count("/") > 1:  # a folder of another repository
            return self.composite(self.run_.world.fetch_action(self.folder, name, ref), inputs)
        try:
            outputs, said = self.run_.world.stand_in(name)(self, inputs)
            self.say(said)
            return True, outputs
        except Exception as error:  # an action that fails is a step that fails
            self.say(f"##[error]{name}: {error}\n")
            return False, {}

    def composite(self, folder, given):
        action = yaml.safe_load((folder / "action.yml").read_text())
        inputs = {name: given.get(name) or spec.get("default", "") for name, spec in action["inputs"].items()}
        steps = {}
        contexts = dict(self.contexts, steps=steps, inputs=inputs, github=dict(self.run_.github, action_path=str(folder)))
        before = self.result.status
        for step in action["runs"]["steps"]:
            self.take_step(step, steps, contexts)
        return before == self.result.status, {name: to_text(substitute(spec["value"], contexts, self.known))
                                              for name, spec in action.get("outputs", {}).items()}

    def without_masks(self, text):
        """As the runner does it: what ::add-mask:: names is hidden from then on, in that line too."""
        lines = []
        for line in text.splitlines(keepends=True):
            if line.startswith("::add-mask::"):
                value = line.removeprefix("::add-mask::").rstrip("\r\n")
                self.masks.append(value.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%"))
                line = "::add-mask::***\n"
            lines.append(line)
        text = "".join(lines)
        for mask in filter(None, self.masks):
            text = text.replace(mask, "***")
        return text

    def say(self, text):
        text = self.without_masks(text)
        for secret in filter(None, [*self.run_.secrets.values(), self.run_.world.token]):
            if secret in text:
                self.result.log += "##[leak]a secret was printed here\n"
            text = text.replace(secret, "***")
        self.result.log += text


def pairs(text):
    """name=value and name<<END ... END lines."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        block = re.fullmatch(r"([^=<]+)<<(.+)", line)
        if block:
            found[block[1]] = "\n".join(itertools.takewhile(lambda text, end=block[2]: text != end, lines))
        elif "=" in line:
            name, value = line.split("=", 1)
            found[name] = value
    return found
