#!/usr/bin/env bash
# The staged model against the one in production.
#   judge.sh validate   writes validate.json and the output verdict: promote, reject (exit 3) or inconclusive
#   judge.sh promote    writes promote.json; the level of the version is $BUMP
#   judge.sh again      somebody else moved the registry: validates anew and, if this run had promoted, takes a new number
# The documents go to $RUNNER_TEMP.
set -euo pipefail

validate() {
  local status=0
  { mlpipe validate --json >"$RUNNER_TEMP/validate.json"; } 2>&1 | tee -a "$RUNNER_TEMP/mlpipe.log" || status=$?
  case $status in
    0) verdict=promote ;;
    3) verdict=reject ;;
    4) verdict=inconclusive ;;
    *) exit "$status" ;;
  esac
  echo "verdict=$verdict" >>"$GITHUB_OUTPUT"
  # "Could not tell" is no failure: production stays, and a notice says so.
  [ "$verdict" != reject ] || rejected=3
}

promote() {
  # It becomes a flag: not one that promotes without a verdict.
  case $BUMP in
    auto | patch | minor | major) ;;
    *) echo "BUMP is auto, patch, minor or major" >&2; exit 2 ;;
  esac
  { mlpipe version promote "--$BUMP" --reason "train-model: $REASON" --json >"$RUNNER_TEMP/promote.json"; } 2>&1 |
    tee -a "$RUNNER_TEMP/mlpipe.log"
}

rejected=0
case ${1:-} in
  validate) validate ;;
  promote) promote ;;
  again)
    had_promoted=$([ ! -f "$RUNNER_TEMP/promote.json" ] || echo true)
    rm -f "$RUNNER_TEMP/promote.json"
    validate
    if [ "$had_promoted" = true ] && [ "$verdict" = promote ]; then
      promote
    fi
    ;;
  *) echo "usage: judge.sh validate|promote|again" >&2; exit 2 ;;
esac
exit "$rejected"
