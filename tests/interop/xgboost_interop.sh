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
# shellcheck source=tests/interop/common.sh
. "$here/common.sh"

[ -x "$tool" ] || { echo "xgboost_interop.sh: build the target booster_tool first" >&2; exit 1; }
# A build of the library alone has no program to train with.
[ -x "$mlpipe" ] || { echo "SKIPPED: models of mlpipe train were NOT tested: no $mlpipe" >&2; mlpipe=; }
version=$("$tool" version)
# 1.7 was compiled against the old numpy.
case $version in 1.*) numpy='numpy<2' ;; *) numpy=numpy ;; esac
make_venv "$version" 'numpy, scipy' "$numpy" scipy
"$venv/bin/python" -c 'import xgboost' >/dev/null 2>&1 || pip_install "$version" --no-deps "xgboost==$version"
# OpenMP's threads spin for each other: on a busy machine seconds become minutes without this.
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-1000}
make_work
"$venv/bin/python" "$here/xgboost_python.py" "$tool" "${mlpipe:+$(realpath "$mlpipe")}" "$work"
