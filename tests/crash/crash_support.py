# SPDX-License-Identifier: MIT
"""What the crash tests share: a registry made by the real program, and runs of that program."""
import hashlib
import json
import os
import re
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "..", "data", "sp500_daily.csv.gz")
CONFIG = {
    "features": {"preset": [], "add": ["rsi_14", "logret_1"]},
    "model": {"max_rounds": 5, "early_stopping_rounds": 0, "params": {"max_depth": 3}},
    "walk_forward": {"train": 300, "test": 300},
}
OK, BUSY, NOT_FOUND, NOT_DURABLE = 0, 7, 8, 10


def environment():
    """A fixed one, so that two runs make the same calls."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", "MLPIPE_TRACKING": "off",
            "GOMP_SPINCOUNT": "1000", "OMP_NUM_THREADS": "1"}


class Mlpipe:
    """The program, run in a folder that holds models/."""

    def __init__(self, binary):
        self.binary = os.path.abspath(binary)
        if not os.access(self.binary, os.X_OK):
            raise SystemExit(f"{self.binary}: not there; build the target mlpipe_bin first")

    def run(self, folder, *words, before=(), env=None, timeout=60):
        """@param before  words in front of the program: a tracer and its options"""
        return subprocess.run([*before, self.binary, *words], cwd=folder, timeout=timeout,
                              env={**environment(), **(env or {})}, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)

    def must(self, folder, *words):
        run = self.run(folder, *words)
        if run.returncode != OK:
            raise SystemExit(f"mlpipe {' '.join(words)}: exit {run.returncode}\n{run.stderr}")
        return run


def promotion(candidate, *more):
    return ("version", "promote", "--candidate", candidate, "--force", "--reason", "crash test",
            *more)


def train(mlpipe, folder, rounds):
    """A candidate by `mlpipe train`; its name."""
    config = json.loads(json.dumps(CONFIG))
    config["model"]["max_rounds"] = rounds
    with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as file:
        json.dump(config, file)
    mlpipe.must(folder, "train", "--config", "config.json", "--data", DATA)
    return os.path.basename(os.readlink(os.path.join(folder, "models", "staging")))


def another_recipe(folder, candidate, number):
    """A copy of a candidate that counts as trained by another recipe: cheaper than training it."""
    models = os.path.join(folder, "models", "candidates")
    name = f"{candidate}-r{number}"
    target = os.path.join(models, name)
    shutil.copytree(os.path.join(models, candidate), target, symlinks=True)
    file = os.readlink(os.path.join(target, "metadata.json"))
    path = os.path.join(target, file)
    with open(path, encoding="utf-8") as stream:
        metadata = json.load(stream)
    metadata["recipe"]["seed"] = number
    text = json.dumps(metadata, indent=2) + "\n"
    with open(path, "w", encoding="utf-8") as stream:
        stream.write(text)
    sums = os.path.join(target, "SHA256SUMS")
    with open(sums, encoding="utf-8") as stream:
        lines = stream.read()
    digest = hashlib.sha256(text.encode()).hexdigest()
    lines = re.sub(rf"^[0-9a-f]{{64}}(?=  {re.escape(file)}$)", digest, lines, flags=re.M)
    with open(sums, "w", encoding="utf-8") as stream:
        stream.write(lines)
    return name


def copy(prepared, target):
    subprocess.run(["cp", "-a", prepared, target], check=True)
    return target


def strace_works():
    """Empty, or why a tracer cannot be used here."""
    if shutil.which("strace") is None:
        return "strace is not installed (scripts/install-deps.sh --tests)"
    probe = subprocess.run(["strace", "-qq", "-e", "inject=getcwd:error=EIO", "-o", "/dev/null",
                            "true"], capture_output=True, text=True, check=False)
    return "" if probe.returncode == 0 else f"strace cannot trace here: {probe.stderr.strip()}"
