# SPDX-License-Identifier: MIT
"""The workflows as a person meets them:
   scenarios.py MLPIPE RELEASE FOLDER release    makes a release's files of the program
   scenarios.py MLPIPE RELEASE FOLDER NAME...    runs scenarios in FOLDER with that release"""
import pathlib
import sys
import types

import ci_scenarios
import drift_scenarios
import train_scenarios
from planted import planted_faults
from policy import has_command
from project import Built, Failed, Project, Skipped, make
from world import make_release

SCENARIOS = {name: function for module in (train_scenarios, drift_scenarios, ci_scenarios) for name, function in vars(module).items()
             if isinstance(function, types.FunctionType) and function.__module__ == module.__name__}


def run(name, folder):
    if name == "planted_faults":
        planted_faults(folder, SCENARIOS)
        return planted_faults.__doc__
    project = Project(make(folder / name))
    try:
        SCENARIOS[name](project)
    finally:
        project.close()
    project.look_for_secrets()
    return SCENARIOS[name].__doc__


def main(program, release, folder, *names):
    Built.program, folder, Built.release = str(pathlib.Path(program).resolve()), pathlib.Path(folder).resolve(), pathlib.Path(release).resolve()
    Built.has_notify = has_command(program, "notify")
    if names == ("release",):
        make_release(Built.program, Built.release, Built.has_notify)
        return 0
    for name in names:
        try:
            print(f"ok   {name}: {run(name, folder)}", flush=True)
        except Failed as failed:
            print(f"FAIL {name}\n{failed}", flush=True)
            return 1
        except Skipped:
            return 77
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
