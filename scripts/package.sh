#!/usr/bin/env bash
# Builds the release packages (on Debian 12; root or sudo where packages of its own are missing):
#   scripts/package.sh [OUTDIR]        default: build/package
# OUTDIR gets mlpipe-VERSION-linux-PROCESSOR.tar.gz, which brings its libraries along, mlpipe_VERSION_ARCHITECTURE.deb, which
# depends on Debian's, and SHA256SUMS. Refuses to give out a tarball that would not run where docs/install.md says it does.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath -m "${1:-$here/../build/package}")
cd "$here/.."

scripts/install-deps.sh --package
if command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
fi
build=build/package-release
log=$build/package.log
mkdir -p "$build" "$out"
work=$(mktemp -d "$(realpath "$build")/new.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
make_packages() {
  cmake --preset release -B "$build" -DMLPIPE_BUILD_TESTS=OFF -DMLPIPE_BUILD_BENCHMARKS=OFF &&
    cmake --build "$build" --target mlpipe_bin &&
    cpack --config "$build/CPackConfig.cmake" -B "$work"
}
echo "building (a few minutes the first time) ..." >&2
if ! make_packages >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "package.sh: the build failed; the whole log is $log" >&2
  exit 1
fi
scripts/package/check.sh "$work"/*.tar.gz
cd "$work"
sha256sum -- *.tar.gz *.deb >SHA256SUMS
mv -- *.tar.gz *.deb SHA256SUMS "$out"
cat "$out/SHA256SUMS"
