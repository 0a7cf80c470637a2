# SPDX-License-Identifier: MIT
"""What the records of a journal say of who did what, told without Optuna and without mlpipe."""
import collections
import json

from optuna.trial import TrialState

from optuna_support import Mismatch, check, same

CREATE_STUDY, CREATE_TRIAL, SET_STATE = 0, 4, 6
OF_TRIAL = (5, 6, 7, 8, 9)
RUNNING, FAIL, WAITING = TrialState.RUNNING.value, TrialState.FAIL.value, TrialState.WAITING.value


class Told:
    """One trial as records tell it."""

    def __init__(self, owner):
        self.owner = owner          # whose trial it is; None while it waits
        self.finished_by = []       # (worker, state) of every finishing record
        self.late = collections.Counter()   # records behind the first finishing one, by worker


def decode(lines):
    out = []
    for i, line in enumerate(lines):
        if not line.endswith(b"\n"):
            raise Mismatch(f"record {i} is torn: {line!r}")
        try:
            record = json.loads(line)
        except ValueError as error:
            raise Mismatch(f"record {i} cannot be decoded ({error}): {line!r}") from error
        check({"op_code", "worker_id"} <= record.keys(), f"record {i} is none: {line!r}")
        out.append(record)
    return out


def apply(record, trial):
    """A record of a trial."""
    worker = record["worker_id"]
    if trial.finished_by:
        trial.late[worker] += 1
    elif record["op_code"] != SET_STATE:
        same(trial.owner, worker, f"who writes to trial {record['trial_id']}")
    elif record["state"] == RUNNING:
        trial.owner = trial.owner or worker
    if record["op_code"] == SET_STATE and record["state"] not in (RUNNING, WAITING):
        trial.finished_by.append((worker, record["state"]))


def replay(records):
    told = []
    for record in records:
        if record["op_code"] == CREATE_TRIAL:
            running = record.get("state", RUNNING) == RUNNING
            told.append(Told(record["worker_id"] if running else None))
        elif record["op_code"] in OF_TRIAL:
            apply(record, told[record["trial_id"]])
    return told


def check_records(lines, study):
    """Every record whole; every trial finished once, by its owner or, if that was killed, by a rescuer."""
    records = decode(lines)
    told = replay(records)
    same(sum(r["op_code"] == CREATE_STUDY for r in records), 1, "records that create the study")
    same(len(told), len(study.trials), "trials by records")
    for number, (trial, seen) in enumerate(zip(told, study.trials)):
        name = f"trial {number} of {trial.owner}"
        check(trial.finished_by, f"{name} has no finishing record")
        worker, state = trial.finished_by[0]
        same(state, seen.state.value, f"{name}, state")
        same(len(trial.finished_by), 1, f"{name}, finishing records {trial.finished_by}")
        same(sum(trial.late.values()), 0, f"{name}, records behind the end {trial.late}")
        if worker != trial.owner:
            same(state, FAIL, f"{name}, finished by {worker}")
        if state != FAIL:
            same("python" in seen.user_attrs, not trial.owner.startswith("mlpipe-"),
                 f"{name}, whose work it is")
    return f"{len(records)} records of {len({r['worker_id'] for r in records})} workers"
