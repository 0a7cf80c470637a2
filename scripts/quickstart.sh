#!/usr/bin/env bash
# From a fresh Debian 12 to a trained model: installs packages, builds, trains on the index in data/.
# What it builds and writes stays inside this folder.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-deps.sh
echo "building (a few minutes the first time) ..." >&2
log=build/quickstart.log
mkdir -p build
if ! { cmake -S . -B build/quickstart -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DMLPIPE_BUILD_TESTS=OFF &&
       cmake --build build/quickstart --target mlpipe_bin; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "quickstart: the build failed; the whole log is $log" >&2
  exit 1
fi
ln -sfn build/quickstart/mlpipe mlpipe
echo '$ ./mlpipe train' >&2
exec ./mlpipe train
