#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds Catch2 3, which Debian 12 lacks, from the source package of the next Debian release, found on
# the mirror that apt uses here already. Nothing of the system changes, not even apt's lists.
#   scripts/catch2-3.sh [PREFIX]        (default PREFIX: build/catch2-3)
#   cmake --preset dev -B build/catch2-3-tests -DCMAKE_PREFIX_PATH=PREFIX
# Prints the version; does nothing when the prefix holds it already.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
prefix=${1:-$root/build/catch2-3}
suite=trixie

die() { echo "catch2-3.sh: $*" >&2; exit 1; }

if [ -f "$prefix/VERSION" ]; then
  echo "Catch2 $(cat "$prefix/VERSION") is in $prefix (remove the folder to fetch it again)"
  exit 0
fi
command -v dpkg-source >/dev/null || die "needs dpkg-source; install dpkg-dev"
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1)
[ -n "$mirror" ] || die "apt knows no mirror of Debian 12 here; run apt-get update first"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,cache/archives/partial,sources}
cat >"$work/sources/next.sources" <<SOURCES
Types: deb-src
URIs: $mirror
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
apt=(apt-get -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources"
     -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root)
{ "${apt[@]}" update && cd "$work" && "${apt[@]}" source --download-only catch2 && cd "$root"; } >"$work/log" 2>&1 ||
  { tail -n 5 "$work/log" >&2; die "apt cannot fetch the source of catch2 from $suite"; }
# apt has checked the signature of the list and the hash of each file.
dpkg-source --no-check -x "$work"/catch2_3*.dsc "$work/source" >"$work/log"
version=$(sed -n 's/^ *VERSION \(3[0-9.]*\).*/\1/p' "$work/source/CMakeLists.txt" | head -n 1)

cmake -S "$work/source" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_STANDARD=20 \
  -DBUILD_TESTING=OFF -DCATCH_INSTALL_DOCS=OFF -DCMAKE_INSTALL_PREFIX="$prefix" >"$work/log"
cmake --build "$work/build" --target install >"$work/log" || { tail -n 20 "$work/log" >&2; die "Catch2 does not build"; }
echo "$version" >"$prefix/VERSION"
echo "Catch2 $version is in $prefix"
