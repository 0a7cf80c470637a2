#!/usr/bin/env bash
# Trains; the result as JSON goes to $RUNNER_TEMP/train.json. OPTIMIZE=true searches for better parameters first.
set -euo pipefail

if [ "${OPTIMIZE:-}" = true ]; then
  how=(--optimize --timeout 1h)
elif [ -f config/best_hyperparameters.json ]; then
  how=(--use-best)
else
  echo "::notice title=First training::There are no best parameters yet; those of config/pipeline.json are taken"
  how=()
fi
{ mlpipe train "${how[@]}" --json >"$RUNNER_TEMP/train.json"; } 2>&1 | tee -a "$RUNNER_TEMP/mlpipe.log"
