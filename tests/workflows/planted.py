# SPDX-License-Identifier: MIT
"""Faults in copies of the workflows; each has to be found."""
from project import Failed, Project, check, make
from world import SOURCE

# What is planted: scenario, file, text, what it becomes. The scenario has to fail.
PLANTED = [
    ("inconclusive", "workflows/train-model.yml", "        if: ${{ steps.validate.outputs.verdict == 'promote' }}\n", ""),
    ("rejected", "scripts/judge.sh", "verdict=reject ;;", "verdict=promote ;;"),
    ("rejected", "workflows/train-model.yml", "steps.validate.outputs.verdict != ''", "success()"),
    ("conflict", "scripts/registry.sh", "push --quiet origin", "push --quiet --force origin"),
    ("conflict", "workflows/train-model.yml", " push bash .github/scripts/judge.sh again", " push"),
    ("drift_error", "scripts/drift.sh", '*) exit "$status" ;;', '*) echo "drifted=false" >>"$GITHUB_OUTPUT" ;;'),
    ("drift_yes", "workflows/drift-check.yml", "needs.drift.outputs.retrain == 'true'", "needs.drift.outputs.retrain == 'yes'"),
    ("overdue", "scripts/training-age.sh", "  exit 1\n", "  exit 0\n"),
    ("fork", "workflows/train-model.yml", "github.event_name != 'schedule' || ", "github.event_name == 'schedule' || "),
]


def planted_faults(folder, scenarios):
    """Faults in copies of the workflows are found by the scenarios."""
    for index, (name, file, text, becomes) in enumerate(PLANTED):
        original = (SOURCE / ".github" / file).read_text()
        check(f"{file} has {text!r}", text in original)
        p = Project(make(folder / str(index)), files={f".github/{file}": original.replace(text, becomes)})
        try:
            scenarios[name](p)
        except Failed as failed:
            print(f"ok   {name} finds {text.strip()!r} -> {becomes!r}: {str(failed).splitlines()[0]}", flush=True)
        else:
            raise Failed(f"{name} does not find {text!r} -> {becomes!r} in {file}")
        finally:
            p.world.close()
