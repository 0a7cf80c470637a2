#!/usr/bin/env bash
# Fuzzes the parsers under AddressSanitizer and UndefinedBehaviorSanitizer (clang, libFuzzer).
#   scripts/fuzz.sh [--no-build] [TARGET ...]
# MLPIPE_FUZZ_SECONDS (default 600) and MLPIPE_FUZZ_RUNS (default 10,000,000) bound each target; what is found new grows
# build/fuzz/corpus, a crash is left there as crash-*.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${MLPIPE_FUZZ_SECONDS:-600}
runs=${MLPIPE_FUZZ_RUNS:-10000000}
if [ "${1:-}" = --no-build ]; then
  shift
else
  scripts/install-deps.sh --tests
  cmake --preset fuzz && cmake --build --preset fuzz
fi
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for source in tests/fuzz/fuzz_*.cpp; do targets+=("$(basename "$source" .cpp)"); done
fi
export ASAN_SYMBOLIZER_PATH=${ASAN_SYMBOLIZER_PATH:-$(command -v llvm-symbolizer || :)}
for target in "${targets[@]}"; do
  grown=build/fuzz/corpus/$target
  mkdir -p "$grown"
  echo "== $target: at most $seconds s, $runs runs"
  build/fuzz/tests/"$target" -max_total_time="$seconds" -runs="$runs" -rss_limit_mb=2048 -timeout=10 -print_final_stats=1 \
    -verbosity=0 -artifact_prefix="$grown/" "$grown" "tests/fuzz/corpus/$target"
done
