# SPDX-License-Identifier: MIT
"""policy_test.py MLPIPE: the policy is kept, and faults planted in a copy of the files are found."""
import pathlib
import shutil
import sys
import tempfile

import policy

ROOT = pathlib.Path(__file__).resolve().parents[2]
TRAIN, DRIFT, CI = (f"workflows/{name}.yml" for name in ("train-model", "drift-check", "ci"))
PLANTED = [
    (TRAIN, "permissions: {}\n", ""), (DRIFT, "permissions: {}\n", "permissions: write-all\n"),
    (TRAIN, "@3d3c42e5aac5ba805825da76410c181273ba90b1  # v7.0.1", "@v7"),
    (CI, "@a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32  # v4.1.0", "@a2bbfa2"),
    (TRAIN, "    timeout-minutes: 150\n", ""), (DRIFT, "    timeout-minutes: 5\n", ""),
    (DRIFT, "      actions: write", "      contents: write\n      actions: write"),
    (TRAIN, "      contents: write ", "      actions: write\n      contents: write "),
    (TRAIN, "          persist-credentials: false\n", "          fetch-depth: 1\n"),
    (TRAIN, "run: bash .github/scripts/train.sh", 'run: bash .github/scripts/train.sh "${{ inputs.reason }}"'),
    (TRAIN, "        if: ${{ steps.validate.outputs.verdict == 'promote' }}\n", ""),
    (TRAIN, "if: ${{ !cancelled() && steps.validate.outputs.verdict != '' }}", "if: ${{ always() }}"),
    (TRAIN, "if: ${{ always() && steps.setup.outcome == 'success' }}", "if: ${{ steps.setup.outcome == 'success' }}"),
    (TRAIN, "        id: validate\n", "        id: validate\n        continue-on-error: true\n"),
    (TRAIN, "    - cron: '0 2 * * 0'", "    - cron: '0 2 * * 1'"), (DRIFT, "'17 6 * * *'", "'0 6 * * *'"),
    (DRIFT, "'17 6 * * *'", "'17 6 * * 1'"), (DRIFT, "  workflow_dispatch:\n", ""),
    (DRIFT, "    if: ${{ github.event_name != 'schedule' || !github.event.repository.fork }}\n", ""),
    (DRIFT, "    env:\n      MLFLOW", "    env:\n      TOKEN: ${{ secrets.SLACK_WEBHOOK_URL }}\n      MLFLOW"),
    (TRAIN, "concurrency:\n  group: train-model\n  cancel-in-progress: false\n", ""),
    (TRAIN, "defaults:\n  run:\n    shell: bash\n", ""), (CI, "  pull_request:\n", "  pull_request_target:\n"),
    ("scripts/judge.sh", "mlpipe validate --json", "mlpipe validate --jsn"), ("scripts/train.sh", "mlpipe train", "mlpipe trian"),
    ("scripts/judge.sh", '--reason "train-model: $REASON"', '--why "train-model: $REASON"'), (CI, "version verify --all", "version check --all"),
]
NOTIFY = [("scripts/notify.sh", "--run-url", "--runurl"), ("scripts/notify.sh", "--result", "--results")]


def main(program):
    found = policy.findings(ROOT, program)
    assert not found, "\n".join(found)
    planted = PLANTED
    if policy.has_command(program, "notify"):
        planted = PLANTED + NOTIFY
    else:
        print("SKIPPED: the lines of mlpipe notify: this mlpipe has no notify")
    with tempfile.TemporaryDirectory() as folder:
        for file, text, becomes in planted:
            copy = pathlib.Path(folder, "copy")
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(ROOT / ".github", copy / ".github")
            path = copy / ".github" / file
            original = path.read_text()
            assert text in original, f"{file} has no {text!r}"
            path.write_text(original.replace(text, becomes, 1))
            assert policy.findings(copy, program), f"not found: {text!r} -> {becomes!r} in {file}"
        shutil.rmtree(copy)
        assert len(policy.findings(copy)) == 3, "missing files are not found"
    print(f"policy: kept; {len(planted)} planted faults found")


if __name__ == "__main__":
    main(*sys.argv[1:])
