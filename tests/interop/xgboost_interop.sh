#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs xgboost_python.py against the library of a build, in a throw-away venv under it:
#   tests/interop/xgboost_interop.sh BUILD_DIR
# Exit status 77 (skipped), said loudly, when Python or its xgboost cannot be had.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: xgboost_interop.sh BUILD_DIR}
tool=$build/tests/booster_tool
mlpipe=$build/mlpipe
skip() { echo "SKIPPED: xgboost interoperability was NOT tested: $*" >&2; exit 77; }

[ -x "$tool" ] || { echo "xgboost_interop.sh: build the target booster_tool first" >&2; exit 1; }
# A build of the library alone has no program to train with.
[ -x "$mlpipe" ] || { echo "SKIPPED: models of mlpipe train were NOT tested: no $mlpipe" >&2; mlpipe=; }
version=$("$tool" version)
python=${PYTHON:-python3}
venv=$build/interop-venv-$version
if ! "$venv/bin/python" -c 'import numpy, xgboost' >/dev/null 2>&1; then
  rm -rf "$venv"
  "$python" -m venv "$venv" >"$build/interop-venv.log" 2>&1 || skip "no venv (see $build/interop-venv.log)"
  # 1.7 was compiled against the old numpy.
  case $version in 1.*) numpy='numpy<2' ;; *) numpy=numpy ;; esac
  "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "$numpy" scipy \
    >>"$build/interop-venv.log" 2>&1 || skip "pip cannot install numpy (see $build/interop-venv.log)"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --no-deps \
    "xgboost==$version" >>"$build/interop-venv.log" 2>&1 \
    || skip "pip cannot install xgboost $version (see $build/interop-venv.log)"
fi
# OpenMP's threads spin for each other: on a busy machine seconds become minutes without this.
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-1000}
work=$(mktemp -d "$build/interop.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$venv/bin/python" "$here/xgboost_python.py" "$tool" "${mlpipe:+$(realpath "$mlpipe")}" "$work"
