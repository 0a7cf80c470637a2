#!/usr/bin/env bash
# Everything CI runs, on a fresh Debian 12 too: installs packages, builds, tests. Ends with ctest's summary.
#   scripts/test.sh           all of it. Sanitizers, fuzzing and the newest XGBoost are left out, and said to be, where their builds are
#                             not done in time: $MLPIPE_TEST_MINUTES (80) less what the dev build and its tests may take
#   scripts/test.sh quick     only the dev build's tests
# Long forms: scripts/fuzz.sh, scripts/bench.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-deps.sh --tests
export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
export CTEST_OUTPUT_ON_FAILURE=1
mkdir -p build
jobs=$(nproc)

readonly minutes=${MLPIPE_TEST_MINUTES:-80} dev_minutes=50 skipped=77

# What a step prints is kept; it is shown when the step fails.
step() {
  local name=$1 start=$SECONDS status=0 end=ok
  shift
  "$@" >"build/test-$name.log" 2>&1 || status=$?
  if [ "$status" -eq "$skipped" ]; then
    end=SKIPPED
  elif [ "$status" -ne 0 ]; then
    tail -n 60 "build/test-$name.log" >&2
    echo "test.sh: $name FAILED; the whole log is build/test-$name.log" >&2
    exit 1
  fi
  echo "test.sh: $name $end ($((SECONDS - start)) s) $(grep -hE '^[0-9]*% tests passed|^SKIPPED' "build/test-$name.log" || :)"
}

configure_and_build() {
  cmake --preset "$1" "${@:2}" && cmake --build --preset "$1" -j "$jobs"
}

# A build that may be left out. What it compiled stays in ccache, so that the next run goes on from there.
build_in_time() {
  local left=$(((minutes - dev_minutes) * 60 - SECONDS)) status=0
  if [ "$left" -gt 0 ]; then
    timeout "$left" cmake --build "$@" -j "$jobs" || status=$?
    [ "$status" -eq 124 ] || return "$status"
  fi
  echo "SKIPPED: its build was not done in time; MLPIPE_TEST_MINUTES=$minutes"
  return "$skipped"
}

memory_errors() {
  cmake --preset asan && build_in_time --preset asan && ctest --preset asan -j "$jobs" -LE "interop|slow"
}

# Where threads of our own run. XGBoost and its OpenMP are not instrumented: their tests stay out.
data_races() {
  local folders=(core stats data features backtest gate optimize drift tracking notify platform cli)
  cmake --preset tsan && build_in_time --preset tsan --target "${folders[@]/#/test_}" &&
    ctest --preset tsan -j "$jobs" -R "^test_($(IFS='|' && echo "${folders[*]}")):"
}

# The newest XGBoost release in place of Debian's: the tests of what calls the library, and of the whole program.
newest_xgboost() {
  scripts/xgboost-newest.sh build/xgboost-newest || { echo "SKIPPED: it cannot be fetched here"; return "$skipped"; }
  cmake --preset dev -B build/newest -DXGBOOST_ROOT="$PWD/build/xgboost-newest" &&
    build_in_time build/newest --target test_model test_training test_command_line &&
    ctest --test-dir build/newest -j "$jobs" -R "^test_(model|training|command_line):"
}

short_fuzzing() {
  cmake --preset fuzz && build_in_time --preset fuzz && MLPIPE_FUZZ_SECONDS=${MLPIPE_FUZZ_SECONDS:-15} scripts/fuzz.sh --no-build
}

formatting() {
  git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run -Werror
}

if [ "${1:-}" != quick ]; then
  step format formatting
  step asan memory_errors
  step tsan data_races
  step fuzz short_fuzzing
  step newest-xgboost newest_xgboost
fi
step build configure_and_build dev
exec ctest --preset dev -j "$jobs"
