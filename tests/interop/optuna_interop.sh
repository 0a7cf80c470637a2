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
# shellcheck source=tests/interop/common.sh
. "$here/common.sh"

[ -x "$mlpipe" ] || { echo "optuna_interop.sh: build the program first" >&2; exit 1; }
optuna=5.0.0
make_venv "optuna-$optuna" 'optuna, optuna_dashboard, redis' "optuna==$optuna" optuna-dashboard redis
command -v redis-server >/dev/null ||
  echo "SKIPPED: studies in Redis were NOT tested: no redis-server (scripts/install-deps.sh --tests)" >&2
# OpenMP's threads spin for each other: on a busy machine seconds become minutes without this.
export MLPIPE_TRACKING=off GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-1000} PYTHONDONTWRITEBYTECODE=1
# Far from UTC, so that a time without its zone shows. Needs no time zone files.
export TZ=XST-5:30
make_work
"$venv/bin/python" "$here/optuna_python.py" "$(realpath "$mlpipe")" "$work" "$@"
