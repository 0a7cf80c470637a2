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
# shellcheck source=tests/interop/common.sh
. "$here/common.sh"

[ -x "$mlpipe" ] || { echo "evidently_interop.sh: build the program first" >&2; exit 1; }
# 0.7.23 asks for a name that pandas 3 no longer has.
make_venv evidently evidently "evidently${EVIDENTLY:+==$EVIDENTLY}" 'pandas<3'
export MLPIPE_TRACKING=off GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-1000} PYTHONDONTWRITEBYTECODE=1 DO_NOT_TRACK=1
make_work
"$venv/bin/python" "$here/evidently_python.py" "$(realpath "$mlpipe")" "$here/../../data/sp500_daily.csv.gz" "$work"
