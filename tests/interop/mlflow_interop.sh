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

[ -x "$tool" ] || { echo "mlflow_interop.sh: build tracking_tool first" >&2; exit 1; }
python=${PYTHON:-python3}
venv=$build/interop-venv-mlflow
if ! "$venv/bin/python" -c 'import mlflow, flask_wtf, xgboost' >/dev/null 2>&1; then
  rm -rf "$venv"
  "$python" -m venv "$venv" >"$build/interop-mlflow.log" 2>&1 || skip "no venv (see $build/interop-mlflow.log)"
  # Older releases (2.14, 3.4 do) ask for a name that SQLAlchemy 2.1 no longer has.
  "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
    "mlflow${MLFLOW:+==$MLFLOW}" Flask-WTF xgboost ${MLFLOW:+"sqlalchemy<2.1"} >>"$build/interop-mlflow.log" 2>&1 ||
    skip "pip cannot install mlflow (see $build/interop-mlflow.log)"
fi
export PYTHONDONTWRITEBYTECODE=1 DO_NOT_TRACK=1 MLFLOW_DISABLE_TELEMETRY=true
# Nothing but the folder may tell MLflow where its runs are.
unset MLFLOW_TRACKING_URI MLFLOW_REGISTRY_URI MLFLOW_BACKEND_STORE_URI MLFLOW_EXPERIMENT_NAME MLFLOW_EXPERIMENT_ID MLFLOW_RUN_ID
work=$(mktemp -d "$(realpath "$build")/interop.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
"$venv/bin/python" "$here/mlflow_python.py" "$(realpath "$tool")" "$work"
for part in model program login; do
  mkdir "$work/$part"
  "$venv/bin/python" "$here/mlflow_$part.py" "$(realpath "$build")/mlpipe" "$here/../../data/sp500_daily.csv.gz" "$work/$part"
done
