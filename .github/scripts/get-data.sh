#!/usr/bin/env bash
# Brings the data to where data.source of config/pipeline.json says. A file of the repository, or an http(s) URL, needs nothing here.
# To edit, if yours come from elsewhere: write a command that fetches them, and take its key from the step's env. For instance
#   aws s3 cp s3://bucket/prices.csv.gz data/prices.csv.gz
set -euo pipefail

alarm() { bash "$(dirname "$0")/alarm.sh" "No data" "$1"; }
source=$(jq -r '.data.source // empty' config/pipeline.json)
case $source in
  '') alarm "data.source of config/pipeline.json is not set: name a file or a URL"; exit 2 ;;
  http://* | https://*) echo "data: read from the URL in config/pipeline.json" ;;
  *)
    if [ ! -e "$source" ]; then
      alarm "data.source of config/pipeline.json names a file that is not there; fetch it in .github/scripts/get-data.sh"
      exit 6
    fi
    echo "data: $(wc -c <"$source") bytes from the file in config/pipeline.json"
    ;;
esac
