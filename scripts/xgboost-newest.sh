#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes a prefix with the newest XGBoost that pip offers (or the version given), without compiling it:
#   scripts/xgboost-newest.sh [PREFIX] [VERSION]     (default PREFIX: build/xgboost-newest)
#   cmake --preset dev -DXGBOOST_ROOT=PREFIX -B build/newest
# The library comes out of the wheel, the headers out of the source package of the same version. Prints
# the version; does nothing when the prefix holds it already.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
prefix=${1:-$root/build/xgboost-newest}
wanted=${2:-}
python=${PYTHON:-python3}

die() { echo "xgboost-newest.sh: $*" >&2; exit 1; }

# Any version will do when none is named and the prefix is whole: ask the index only when needed.
if [ -f "$prefix/VERSION" ] && { [ -z "$wanted" ] || [ "$wanted" = "$(cat "$prefix/VERSION")" ]; }; then
  echo "XGBoost $(cat "$prefix/VERSION") is in $prefix (remove the folder to fetch a newer one)"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip() { "$python" -m pip --disable-pip-version-check "$@"; }
pip --version >/dev/null 2>&1 || die "$python has no pip; on Debian install python3-pip"

pip download --quiet --no-deps --only-binary :all: --dest "$work/wheel" "xgboost${wanted:+==$wanted}" \
  || die "pip cannot download xgboost${wanted:+ $wanted}"
wheel=$(echo "$work"/wheel/xgboost-*.whl)
version=$(basename "$wheel" | cut -d- -f2)

# To tell the metadata of a source package pip builds it, which takes minutes of compiling. Its build
# asks PATH for cmake and ninja: these here make an empty library at once.
mkdir -p "$work/bin"
cat > "$work/bin/cmake" <<'SHIM'
#!/bin/sh
mkdir -p lib && : > lib/libxgboost.so
SHIM
chmod +x "$work/bin/cmake"
cp "$work/bin/cmake" "$work/bin/ninja"
cp "$work/bin/cmake" "$work/bin/make"
PATH="$work/bin:$PATH" pip download --quiet --no-deps --no-binary xgboost --dest "$work/source" \
  "xgboost==$version" || die "pip cannot download the source package of xgboost $version"

# Taken apart with Python, which is there: a fresh machine may lack unzip. The wheel's library looks
# for its OpenMP in ../../xgboost.libs of its own place, so the wheel's folders are kept.
new="$prefix.new"
rm -rf "$new"
"$python" - "$wheel" "$(echo "$work"/source/xgboost-*.tar.gz)" "$new" <<'PY'
import pathlib, sys, tarfile, zipfile

wheel, source, prefix = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])

def put(name, data):
    path = prefix / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)

with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name == "xgboost/lib/libxgboost.so" or (name.startswith("xgboost.libs/") and name[-1] != "/"):
            put(name, archive.read(name))
with tarfile.open(source) as archive:
    for member in archive.getmembers():
        parts = member.name.split("/")
        if member.isfile() and parts[1:4] == ["cpp_src", "include", "xgboost"] and ".." not in parts:
            put("/".join(parts[2:]), archive.extractfile(member).read())
PY
mkdir -p "$new/lib"
ln -s ../xgboost/lib/libxgboost.so "$new/lib/libxgboost.so"
[ -f "$new/include/xgboost/c_api.h" ] || die "the source package of $version holds no headers"
[ -e "$new/lib/libxgboost.so" ] || die "the wheel of $version holds no libxgboost.so"
echo "$version" > "$new/VERSION"
rm -rf "$prefix"
mv "$new" "$prefix"
echo "XGBoost $version is in $prefix"
