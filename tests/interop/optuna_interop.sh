#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs optuna_python.py against the program of a build, in a throw-away venv under it:
#   tests/interop/optuna_interop.sh BUILD_DIR [PART...]
# Exit status 77 (skipped), said loudly, when Python, Optuna or its dashboard cannot be had. Without
# redis-server the parts on Redis are left out, said loudly too.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: optuna_interop.sh BUILD_DIR [PART...]}
shift
mlpipe=$build/mlpipe
skip() { echo "SKIPPED: Optuna interoperability was NOT tested: $*" >&2; exit 77; }

[ -x "$mlpipe" ] || { echo "optuna_interop.sh: build the program first" >&2; exit 1; }
python=${PYTHON:-python3}
optuna=5.0.0
venv=$build/interop-venv-optuna-$optuna
if ! "$venv/bin/python" -c 'import optuna, optuna_dashboard, redis' >/dev/null 2>&1; then
  rm -rf "$venv"
  "$python" -m venv "$venv" >"$build/interop-optuna.log" 2>&1 || skip "no venv (see $build/interop-optuna.log)"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
    "optuna==$optuna" optuna-dashboard redis >>"$build/interop-optuna.log" 2>&1 ||
    skip "pip cannot install optuna $optuna (see $build/interop-optuna.log)"
fi
command -v redis-server >/dev/null ||
  echo "SKIPPED: studies in Redis were NOT tested: no redis-server (scripts/install-deps.sh --tests)" >&2
# OpenMP's threads spin for each other: on a busy machine seconds become minutes without this.
export MLPIPE_TRACKING=off GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-1000} PYTHONDONTWRITEBYTECODE=1
# Far from UTC, so that a time without its zone shows. Needs no time zone files.
export TZ=XST-5:30
work=$(mktemp -d "$(realpath "$build")/interop.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
"$venv/bin/python" "$here/optuna_python.py" "$(realpath "$mlpipe")" "$work" "$@"
