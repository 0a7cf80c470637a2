#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Grows a models folder of one version to many, each with the same model under its own number.

usage: make_registry.py MODELS_FOLDER COUNT

MODELS_FOLDER holds archive/v1.0.0, promoted by mlpipe. Writes archive/v1.0.1 and so on, and an audit log as if each had
been promoted in turn. `mlpipe version repair` brings the derived files up to date.
"""
import hashlib
import json
import os
import pathlib
import shutil
import sys


def record(seq, phase, before, after, previous, first):
    line = {"format_version": 1, "seq": seq, "time": first["time"], "phase": phase, "operation": "promote"}
    if before:
        line["from"] = before
    line |= {"to": after, "reason": "bench", "model_sha256": first["model_sha256"],
             "recipe_sha256": hashlib.sha256(after.encode()).hexdigest(), "user": "bench", "host": "bench",
             "previous": previous}
    body = json.dumps(line, separators=(",", ":"))[:-1]
    digest = hashlib.sha256(body.encode()).hexdigest()
    return body + f',"hash":"{digest}"' + "}\n", digest


def grow(models, count):
    first = json.loads((models / "audit.jsonl").read_text().splitlines()[-1])
    source = models / "archive" / "v1.0.0"
    lines, previous, before = [], "0" * 64, ""
    for number in range(count):
        name = f"v1.0.{number}"
        if number:
            folder = models / "archive" / name
            shutil.copytree(source, folder, symlinks=True)
            rename(folder, number, before)
        for phase in ("intent", "committed"):
            text, previous = record(len(lines) + 1, phase, before, name, previous, first)
            lines.append(text)
        before = name
    (models / "audit.jsonl").write_text("".join(lines))
    (models / "registry.json").unlink()
    (models / "production").unlink()
    os.symlink(f"archive/{before}", models / "production")


def rename(folder, number, parent):
    old, new = "model_v1.0.0", f"model_v1.0.{number}"
    metadata = json.loads((folder / f"{old}_metadata.json").read_text())
    metadata["version"] = f"1.0.{number}"
    metadata["parent_version"] = parent[1:]
    metadata["model"]["file"] = f"{new}.ubj"
    (folder / f"{old}_metadata.json").unlink()
    (folder / f"{new}_metadata.json").write_text(json.dumps(metadata, indent=2) + "\n")
    (folder / f"{old}.ubj").rename(folder / f"{new}.ubj")
    for link, target in (("model.ubj", f"{new}.ubj"), ("metadata.json", f"{new}_metadata.json")):
        (folder / link).unlink()
        os.symlink(target, folder / link)
    (folder / "SHA256SUMS").unlink()
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in sorted(folder.iterdir())
            if not file.is_symlink()]
    (folder / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    grow(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
