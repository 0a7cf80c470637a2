#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs notify_python.py against the program of a build, in a throw-away venv under it:
#   tests/interop/notify_interop.sh BUILD_DIR
# Exit status 77 (skipped), said loudly, when slack_sdk and adaptive-cards-py cannot be had.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: notify_interop.sh BUILD_DIR}
mlpipe=$build/mlpipe
skip() { echo "SKIPPED: messages were NOT checked by Slack's and Microsoft's rules: $*" >&2; exit 77; }
# shellcheck source=tests/interop/common.sh
. "$here/common.sh"

[ -x "$mlpipe" ] || { echo "notify_interop.sh: build the program first" >&2; exit 1; }
make_venv notify 'slack_sdk, adaptive_cards' slack_sdk adaptive-cards-py
export MLPIPE_TRACKING=off PYTHONDONTWRITEBYTECODE=1
make_work
"$venv/bin/python" "$here/notify_python.py" "$(realpath "$mlpipe")" "$work"
