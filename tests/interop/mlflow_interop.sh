#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs mlflow_python.py against the tracking_tool of a build, and mlflow_model.py, mlflow_program.py and mlflow_login.py against its
# mlpipe, in a throw-away venv under it:
#   tests/interop/mlflow_interop.sh BUILD_DIR
# The newest MLflow, or MLFLOW=3.1.0. Exit status 77 (skipped), said loudly, when it cannot be had.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: mlflow_interop.sh BUILD_DIR}
tool=$build/tests/tracking_tool
skip() { echo "SKIPPED: MLflow did NOT read what mlpipe writes: $*" >&2; exit 77; }
# shellcheck source=tests/interop/common.sh
. "$here/common.sh"

[ -x "$tool" ] || { echo "mlflow_interop.sh: build tracking_tool first" >&2; exit 1; }
# Older releases (2.14, 3.4 do) ask for a name that SQLAlchemy 2.1 no longer has.
make_venv mlflow 'mlflow, flask_wtf, xgboost' "mlflow${MLFLOW:+==$MLFLOW}" Flask-WTF xgboost ${MLFLOW:+"sqlalchemy<2.1"}
export PYTHONDONTWRITEBYTECODE=1 DO_NOT_TRACK=1 MLFLOW_DISABLE_TELEMETRY=true
# Nothing but the folder may tell MLflow where its runs are.
unset MLFLOW_TRACKING_URI MLFLOW_REGISTRY_URI MLFLOW_BACKEND_STORE_URI MLFLOW_EXPERIMENT_NAME MLFLOW_EXPERIMENT_ID MLFLOW_RUN_ID
make_work
"$venv/bin/python" "$here/mlflow_python.py" "$(realpath "$tool")" "$work"
for part in model program login; do
  mkdir "$work/$part"
  "$venv/bin/python" "$here/mlflow_$part.py" "$(realpath "$build")/mlpipe" "$here/../../data/sp500_daily.csv.gz" "$work/$part"
done
