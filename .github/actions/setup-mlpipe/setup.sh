#!/usr/bin/env bash
# What action.yml runs; its inputs are VERSION, SHA256, BASE_URL, BUILD, and ACTION_PATH is this folder.
set -euo pipefail

source_dir=$(cd "$ACTION_PATH/../../.." && pwd)
fail() { echo "::error title=setup-mlpipe::$*"; exit 1; }

source_version() { sed -n 's/^project(mlpipe VERSION \([0-9.]*\).*/\1/p' "$source_dir/CMakeLists.txt" 2>/dev/null || true; }

# An action of another repository lies under _actions/OWNER/REPOSITORY/REF.
own_repository() {
  case $ACTION_PATH in
    */_actions/*) cut -d / -f 1,2 <<<"${ACTION_PATH##*/_actions/}" ;;
    *) echo "$GITHUB_REPOSITORY" ;;
  esac
}

pinned=() # the words of .mlpipe-version
if [ -f "$GITHUB_WORKSPACE/.mlpipe-version" ]; then
  read -r -a pinned <"$GITHUB_WORKSPACE/.mlpipe-version" || true
fi
version=${VERSION:-${pinned[0]:-$(source_version)}}
version=${version#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$ ]] || fail "'$version' is no version: give input version, or a file .mlpipe-version"

# The source of this action is the checkout itself only in the repository of mlpipe.
if [ "$BUILD" = auto ]; then
  BUILD=false
  [ -n "$BASE_URL" ] || [ "$source_dir" != "$(cd "$GITHUB_WORKSPACE" && pwd)" ] || BUILD=true
fi

build() {
  [ -f "$source_dir/CMakePresets.json" ] || fail "cannot build: this action lies outside mlpipe's source"
  version=$(source_version)
  "$source_dir/scripts/install-deps.sh"
  echo "::group::Build mlpipe $version"
  (cd "$source_dir" && cmake --preset release -DMLPIPE_BUILD_TESTS=OFF -DMLPIPE_BUILD_BENCHMARKS=OFF &&
    cmake --build --preset release --target mlpipe_bin)
  echo "::endgroup::"
  bin=$source_dir/build/release
}

download() {
  case $1 in
    https://* | file://*) ;;
    *) fail "$1: https or file only" ;;
  esac
  curl --fail --silent --show-error --location --proto '=https,file' --proto-redir '=https' --retry 3 --retry-connrefused \
    --max-time 300 --output "$2" "$1" || fail "cannot get $1"
}

release() {
  local machine folder name url stated
  machine=$(uname -m)
  name=mlpipe-$version-linux-$machine.tar.gz
  url=${BASE_URL:-$GITHUB_SERVER_URL/$(own_repository)/releases/download/v$version}
  folder=$RUNNER_TEMP/setup-mlpipe
  rm -rf "$folder"
  mkdir -p "$folder"
  download "$url/$name" "$folder/$name"
  stated=${SHA256:-${pinned[1]:-}}
  if [ -z "$stated" ]; then
    download "$url/SHA256SUMS" "$folder/SHA256SUMS"
    stated=$(awk -v name="$name" '$2 == name || $2 == "*" name {print $1}' "$folder/SHA256SUMS")
    [ -n "$stated" ] || fail "SHA256SUMS does not name $name"
  fi
  echo "${stated,,}  $folder/$name" | sha256sum --check --quiet --status || fail "$name is not the file whose SHA-256 is $stated"
  tar -xzf "$folder/$name" -C "$folder"
  bin=$folder/${name%.tar.gz}/bin
}

case $BUILD in
  true) build ;;
  false) release ;;
  *) fail "input build is auto, true or false, not '$BUILD'" ;;
esac
found=$("$bin/mlpipe" --version | head -n 1) || fail "$bin/mlpipe does not run"
[[ " $found " == *" $version"[\ ,]* ]] || fail "it says '$found', not $version"
echo "$bin" >>"$GITHUB_PATH"
echo "version=$version" >>"$GITHUB_OUTPUT"
echo "$found"
