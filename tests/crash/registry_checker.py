#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Looks at a models folder with nothing of mlpipe's own code, and says what is wrong with it.

    registry_checker.py MODELS [--settled]

production must be a link to a whole version, so must all of the archive be (it knows nothing of
pruned versions), and the audit log one chain. --settled is for a folder
that no process has just died in: then VERSION and the log must agree with production too, and
nothing half-done may lie about. Prints the live version; exit status 1 and one line a problem if
there are any.
"""
import hashlib
import json
import os
import re
import sys

VERSION = re.compile(r"v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
SUM_LINE = re.compile(r"([0-9a-f]{64})  ([0-9A-Za-z_-][0-9A-Za-z._-]*)")
HASH_MARK = ',"hash":"'
NO_HEAD = "0" * 64


def read(path):
    with open(path, "rb") as file:
        return file.read()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def check_version(folder, problems):
    """A version's folder against its own SHA256SUMS and metadata."""
    name = os.path.basename(folder)
    wrong = lambda text: problems.append(f"{folder}: {text}")
    if not os.path.isdir(folder) or os.path.islink(folder):
        return wrong("is no folder")
    entries = set(os.listdir(folder))
    if "SHA256SUMS" not in entries:
        return wrong("has no SHA256SUMS")
    text = read(os.path.join(folder, "SHA256SUMS")).decode("ascii", "replace")
    sums = {}
    for line in text.split("\n")[:-1]:
        match = SUM_LINE.fullmatch(line)
        if not match:
            return wrong(f"SHA256SUMS holds {line!r}")
        sums[match.group(2)] = match.group(1)
    if not text.endswith("\n"):
        return wrong("SHA256SUMS is torn or empty")
    for file, digest in sums.items():
        path = os.path.join(folder, file)
        if not os.path.isfile(path) or os.path.islink(path):
            wrong(f"{file} is missing or no file")
        elif sha256(read(path)) != digest:
            wrong(f"{file} has other bytes than SHA256SUMS says")
    links = {"model.ubj": f"model_{name}.ubj", "metadata.json": f"model_{name}_metadata.json"}
    for link, target in links.items():
        path = os.path.join(folder, link)
        if not os.path.islink(path) or os.readlink(path) != target:
            wrong(f"{link} is no link to {target}")
        if target not in sums:
            wrong(f"SHA256SUMS does not name {target}")
    for extra in entries - set(sums) - set(links) - {"SHA256SUMS"}:
        wrong(f"{extra} does not belong there")
    try:
        metadata = json.loads(read(os.path.join(folder, links["metadata.json"])))
        model = metadata["model"]
        if "v" + metadata["version"] != name:
            wrong(f"the metadata are of version {metadata['version']}")
        if model["file"] != links["model.ubj"] or model["sha256"] != sums[model["file"]]:
            wrong("the metadata are of another model")
    except (OSError, ValueError, KeyError) as error:
        wrong(f"the metadata cannot be used: {error!r}")


def read_log(path, problems, may_be_torn):
    """The records of the log, in order; every break of the chain is a problem."""
    records = []
    if not os.path.exists(path):
        return records
    lines = read(path).split(b"\n")
    torn = lines.pop()
    if torn and not may_be_torn:
        problems.append(f"{path}: its last line is torn: {torn[:60]!r}")
    head = NO_HEAD
    for number, raw in enumerate(lines, 1):
        try:
            line = raw.decode()
            record = json.loads(line)
        except ValueError:
            if number == len(lines) and not torn and may_be_torn:
                break
            problems.append(f"{path}:{number}: is no JSON")
            break
        body, mark, tail = line.rpartition(HASH_MARK)
        digest = sha256(body.encode())
        if not mark or tail != digest + '"}':
            problems.append(f"{path}:{number}: does not have the hash that it says")
        if record.get("previous") != head:
            problems.append(f"{path}:{number}: does not follow the record before it")
        if record.get("seq") != number:
            problems.append(f"{path}:{number}: has seq {record.get('seq')}")
        head = digest
        records.append(record)
    return records


def is_switch(record):
    return record["phase"] == "committed" and record["operation"] != "prune"


def check_order(records, path, problems):
    """One operation after the other, from where the last one ended; no number issued twice."""
    live, open_intent, promoted = "", None, set()
    for record in records:
        where = f"{path}: record {record['seq']}"
        key = (record["operation"], record.get("from", ""), record.get("to", ""))
        if record["phase"] == "intent":
            if open_intent:
                problems.append(f"{where}: begins before another has ended")
            open_intent = key
            continue
        if open_intent not in (key, None):
            problems.append(f"{where}: ends what was not begun")
        if open_intent is None and record["operation"] != "repair":
            problems.append(f"{where}: ends what was not begun")
        open_intent = None
        if not is_switch(record):
            continue
        if key[1] != live:
            problems.append(f"{where}: goes from {key[1]!r}, but {live!r} was live")
        live = key[2]
        if key[0] == "promote":
            if live in promoted:
                problems.append(f"{where}: {live} was promoted before")
            promoted.add(live)
    return live, open_intent


def check(models, settled=False, may_be_unlogged=False):
    """The live version ("" for none), the records of the log, and a list of problems.
    may_be_unlogged: a switch was asked for that the log need not know of."""
    problems = []
    log = os.path.join(models, "audit.jsonl")
    records = read_log(log, problems, not settled)
    logged, open_intent = check_order(records, log, problems)
    production = os.path.join(models, "production")
    live = ""
    if os.path.lexists(production):
        target = os.readlink(production) if os.path.islink(production) else "(no link)"
        folder, _, live = target.rpartition("/")
        if folder != "archive" or not VERSION.fullmatch(live):
            problems.append(f"{production}: points to {target!r}")
    archive = os.path.join(models, "archive")
    for name in sorted(os.listdir(archive)) if os.path.isdir(archive) else []:
        check_version(os.path.join(archive, name), problems)
    if live and not os.path.isdir(os.path.join(archive, live)):
        problems.append(f"{production}: {live} is not in the archive")
    began = open_intent[2] if open_intent else logged
    if live not in (logged, began) and not may_be_unlogged:
        problems.append(f"{production}: is {live!r}, but the log knows of {logged!r} and {began!r}")
    if settled:
        check_settled(models, live, logged, open_intent, problems)
    return live, records, problems


def check_settled(models, live, logged, open_intent, problems):
    if open_intent or live != logged:
        problems.append(f"{models}: production is {live!r}, the log says {logged!r}"
                        f"{' and an end is missing' if open_intent else ''}")
    version = os.path.join(models, "VERSION")
    stated = read(version) if os.path.exists(version) else b""
    if live and stated != f"{live[1:]}\n".encode():
        problems.append(f"{version}: holds {stated!r}, production is {live}")
    incoming = os.path.join(models, ".incoming")
    left = os.listdir(incoming) if os.path.isdir(incoming) else []
    left += [name for name in os.listdir(models) if name.startswith(".mlpipe-")]
    if left:
        problems.append(f"{models}: unfinished work lies about: {left}")


def main():
    arguments = [a for a in sys.argv[1:] if a != "--settled"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    live, _, problems = check(arguments[0], "--settled" in sys.argv[1:])
    print(live or "(nothing in production)")
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
