#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs evidently_python.py against the program of a build, in a throw-away venv under it:
#   tests/interop/evidently_interop.sh BUILD_DIR
# The newest Evidently, or EVIDENTLY=0.7.21. Exit status 77 (skipped), said loudly, when it cannot be had.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: evidently_interop.sh BUILD_DIR}
mlpipe=$build/mlpipe
skip() { echo "SKIPPED: Evidently's numbers were NOT compared: $*" >&2; exit 77; }

[ -x "$mlpipe" ] || { echo "evidently_interop.sh: build the program first" >&2; exit 1; }
python=${PYTHON:-python3}
venv=$build/interop-venv-evidently
if ! "$venv/bin/python" -c 'import evidently' >/dev/null 2>&1; then
  rm -rf "$venv"
  "$python" -m venv "$venv" >"$build/interop-evidently.log" 2>&1 || skip "no venv (see $build/interop-evidently.log)"
  # 0.7.23 asks for a name that pandas 3 no longer has.
  "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
    "evidently${EVIDENTLY:+==$EVIDENTLY}" 'pandas<3' >>"$build/interop-evidently.log" 2>&1 ||
    skip "pip cannot install evidently (see $build/interop-evidently.log)"
fi
export MLPIPE_TRACKING=off GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-1000} PYTHONDONTWRITEBYTECODE=1 DO_NOT_TRACK=1
work=$(mktemp -d "$(realpath "$build")/interop.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
"$venv/bin/python" "$here/evidently_python.py" "$(realpath "$mlpipe")" "$here/../../data/sp500_daily.csv.gz" "$work"
