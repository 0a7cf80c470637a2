#!/usr/bin/env bash
# Writes the pages that are made from the program: docs/commands/*.md and
# docs/config.md.
#   scripts/reference-pages.sh [MLPIPE=build/dev/mlpipe]
set -euo pipefail
mlpipe=$(realpath "${1:-$(dirname "$0")/../build/dev/mlpipe}")
cd "$(dirname "$0")/../docs"

mkdir -p commands
"$mlpipe" man --format markdown config >config.md
rm -f commands/*.md
"$mlpipe" man --format markdown >commands/README.md
grep -oE '^\| \[`mlpipe [a-z]+' commands/README.md | sed 's/.* //' | while read -r command; do
  "$mlpipe" man --format markdown "$command" >"commands/$command.md"
done
