#!/usr/bin/env bash
# alarm.sh TITLE TEXT: an error beside the run, and a line in the log whose end a notice quotes.
set -euo pipefail

echo "::error title=$1::$2"
echo "$1: $2" >>"$RUNNER_TEMP/mlpipe.log"
