# SPDX-License-Identifier: MIT
"""The system calls by which one run of mlpipe touches its models folder, as strace can hit them."""
import os
import re

# Calls that change what the folder holds or who may: dying before one is a state of its own.
CHANGING = {"write", "fsync", "fdatasync", "ftruncate", "fchmod", "flock", "mkdirat", "renameat",
            "renameat2", "symlinkat", "unlinkat"}
LOOKING = {"openat", "openat2", "read", "newfstatat", "readlinkat", "getdents64", "fcntl", "close"}
LINE = re.compile(r"(?:\d+ +)?([a-z0-9_]+)\((.*)")


class Call:
    """One call. strace counts per call name over the whole thread, so (name, nth) names it.
    own_nth leaves out what goes to the terminal, which the library short_writes does not see."""

    def __init__(self, name, nth, own_nth, line):
        self.name, self.nth, self.own_nth, self.line = name, nth, own_nth, line
        self.changes = name in CHANGING or "O_CREAT" in line

    def __str__(self):
        return f"{self.name}#{self.nth} {self.line[:110]}"


def tracer(output, *options):
    return ("strace", "-qqq", "-y", "-s", "200", "-o", output, "-e",
            "trace=" + ",".join(sorted(CHANGING | LOOKING)), *options)


def read_calls(trace):
    """All that were traced."""
    counts, own, calls = {}, {}, []
    with open(trace, encoding="utf-8", errors="replace") as file:
        for line in file:
            match = LINE.match(line)
            if not match:
                continue
            name = match.group(1)
            counts[name] = counts.get(name, 0) + 1
            own[name] = own.get(name, 0) + (match.group(2)[:2] not in ("1<", "2<"))
            calls.append(Call(name, counts[name], own[name], match.group(0).rstrip()))
    return calls


def list_calls(mlpipe, folder, words):
    """Of a clean run of the main thread (strace without -f), which must succeed: those that name
    the models folder, or a descriptor of something in it."""
    trace = folder + ".trace"
    run = mlpipe.run(folder, *words, before=tracer(trace))
    if run.returncode != 0:
        raise SystemExit(f"mlpipe {' '.join(words)} fails under strace: {run.stderr}")
    models = os.path.join(folder, "models")
    return [call for call in read_calls(trace) if models in call.line]


def other_threads(mlpipe, folder, words):
    """Calls on the folder by any thread but the first: nobody would hit those."""
    trace = folder + ".trace"
    mlpipe.run(folder, *words, before=tracer(trace, "-f"))
    with open(trace, encoding="utf-8", errors="replace") as file:
        lines = [line.split(None, 1) for line in file]
    models = os.path.join(folder, "models")
    return [text for thread, text in lines if thread != lines[0][0] and models in text]


def was_hit(trace, call):
    """True if the trace of a tampered run says that this very call was tampered with: up to it the
    run made the same calls as the clean one."""
    for found in read_calls(trace):
        if (found.name, found.nth) == (call.name, call.nth):
            return "(INJECTED)" in found.line or found.line.endswith(("= ?", "<unfinished ...>"))
    return False
