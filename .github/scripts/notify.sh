#!/usr/bin/env bash
# One notice about this job, to whatever config/pipeline.json names under notifications. A destination without its secret is skipped.
# JOB: train, drift or ci; OUTCOME: success, failure or cancelled; PR, ARTIFACT_URL: may be empty.
set -euo pipefail

args=(--job "$JOB" --outcome "$OUTCOME" --run-url "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID")
case $JOB in
  drift) results=(drift) report=reports/drift_report.md ;;
  *) results=(train validate promote) report=reports/model_comparison.md ;;
esac
for result in "${results[@]}"; do
  args+=(--result "$RUNNER_TEMP/$result.json")
done
[ ! -f "$report" ] || args+=(--report "$report")
[ ! -f "$RUNNER_TEMP/mlpipe.log" ] || args+=(--log "$RUNNER_TEMP/mlpipe.log")
# Typed by somebody: what is no number must not turn a good run red.
[[ ! ${PR:-} =~ ^[0-9]+$ ]] || args+=(--pr "$PR")
[ -z "${ARTIFACT_URL:-}" ] || args+=(--artifact-url "$ARTIFACT_URL")
mlpipe notify "${args[@]}"
