#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs a build tree into a fresh prefix, runs the program from there, then builds and runs a
# project outside that finds mlpipe by find_package alone.
#   tests/install/install_test.sh BUILD_DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?usage: install_test.sh BUILD_DIR}" && pwd)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cached() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }

cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
"$work/prefix/bin/mlpipe" --version

# A header that is in the tree but not installed must not be found by accident: built far from it.
mkdir "$work/project"
cp "$here/CMakeLists.txt" "$here/main.cpp" "$work/project"
cmake -S "$work/project" -B "$work/build" -G Ninja -DCMAKE_PREFIX_PATH="$work/prefix" \
  -DCMAKE_CXX_COMPILER="$(cached CMAKE_CXX_COMPILER)" -DCMAKE_CXX_FLAGS="$(cached CMAKE_CXX_FLAGS)" >"$work/configure.log"
cmake --build "$work/build" >"$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
"$work/build/uses_mlpipe" "$here/../../data/sp500_daily.csv.gz"
