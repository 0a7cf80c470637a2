# SPDX-License-Identifier: MIT
"""The operations that the crash tests disturb, each with the folder it starts from."""
import os
from dataclasses import dataclass

import call_list
import crash_support as support
import registry_checker


@dataclass
class Scenario:
    name: str
    folder: str   # holds models/; never run in, only copied
    words: tuple  # the command
    before: str   # live versions; "" for none
    after: str
    only: str = ""  # if set: only calls that name this file
    looks: bool = True  # whether to disturb calls that only look


def live(folder):
    return registry_checker.check(os.path.join(folder, "models"))[0]


def die_at(mlpipe, folder, words, is_place):
    """Run a command that is killed before the first call for which is_place(line) holds."""
    clean = support.copy(folder, folder + ".clean")
    calls = call_list.list_calls(mlpipe, clean, words)
    call = next(c for c in calls if is_place(c.line))
    mlpipe.run(folder, *words, before=call_list.tracer(
        folder + ".trace", "-e", f"inject={call.name}:signal=SIGKILL:when={call.nth}"))


def switches(line):
    return line.startswith("renameat(") and line.split(" = ")[0].endswith('"production")')


def prepare(mlpipe, work):
    """All scenarios, prepared below the folder `work`."""
    path = lambda name: os.path.join(work, name)
    os.mkdir(path("one"))
    first = support.train(mlpipe, path("one"), 5)
    second = support.train(mlpipe, path("one"), 9)
    support.copy(path("one"), path("none"))
    mlpipe.must(path("one"), *support.promotion(first))
    support.copy(path("one"), path("two"))
    mlpipe.must(path("two"), *support.promotion(second))
    v1, v2 = live(path("one")), live(path("two"))
    promote = support.promotion(second)

    # Died at the switch, and the write of a record before it tore.
    died_before = support.copy(path("one"), path("died_before"))
    die_at(mlpipe, died_before, promote, switches)
    with open(os.path.join(died_before, "models", "audit.jsonl"), "a", encoding="utf-8") as log:
        log.write('{"format_version":1,"seq":')
    # Died after the switch, before the log knew.
    died_after = support.copy(path("one"), path("died_after"))
    passed = []
    die_at(mlpipe, died_after, promote,
           lambda line: passed.append(switches(line)) or any(passed[:-1]))

    return [
        Scenario("first promotion", path("none"), support.promotion(first), "", v1,
                 looks=False),
        Scenario("promotion", path("one"), promote, v1, v2),
        Scenario("rollback", path("two"), ("rollback", v1, "--reason", "crash test"), v2, v1),
        Scenario("unlogged rollback", path("two"), ("rollback", v1, "--force-unlogged"), v2, v1,
                 only="audit.jsonl"),
        Scenario("recovery before a switch", died_before, ("version", "repair"), v1, v1),
        Scenario("recovery after a switch", died_after, ("version", "repair"), v2, v2,
                 looks=False),
    ]
