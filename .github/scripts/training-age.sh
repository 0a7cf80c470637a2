#!/usr/bin/env bash
# Fails if the newest trained model, live or not, is older than $MAX_DAYS days.
set -euo pipefail

newest=0
for model in models/staging models/production; do
  [ -f "$model/metadata.json" ] || continue
  created=$(jq '.created_at | sub("\\.[0-9]+"; "") | fromdateiso8601' "$model/metadata.json")
  [ "$created" -le "$newest" ] || newest=$created
done
if [ "$newest" -eq 0 ]; then
  echo "no model has been trained yet"
  exit 0
fi
seconds=$(($(date +%s) - newest))
echo "the last training was $((seconds / 3600)) hours ago"
if [ "$seconds" -gt $((MAX_DAYS * 86400)) ]; then
  bash "$(dirname "$0")/alarm.sh" "No training for $((seconds / 86400)) days" \
    "That is more than $MAX_DAYS: is the schedule of train-model switched off, or does it fail?"
  exit 1
fi
