#!/usr/bin/env bash
# Installs what mlpipe is built from, by Debian's package manager (Debian 12; root or sudo).
#   scripts/install-deps.sh             to build and run
#   scripts/install-deps.sh --package   to run scripts/package.sh too
#   scripts/install-deps.sh --tests     to run scripts/test.sh, too
# Does nothing, and needs no network, when all of it is there.
set -euo pipefail

packages=(
  g++ cmake ninja-build git ca-certificates tzdata
  libxgboost-dev libcli11-dev nlohmann-json3-dev libspdlog-dev libfmt-dev libeigen3-dev libboost-dev
  libboost-math-dev libhowardhinnant-date-dev libcurl4-openssl-dev libssl-dev zlib1g-dev libhiredis-dev
  libsimdjson-dev libsqlite3-dev
)
if [ "${1:-}" = "--package" ] || [ "${1:-}" = "--tests" ]; then
  packages+=(binutils dpkg-dev file)
fi
if [ "${1:-}" = "--tests" ]; then
  packages+=(catch2 libbenchmark-dev clang llvm libclang-rt-14-dev clang-format ccache python3
             python3-pip python3-venv strace e2fsprogs xfsprogs redis-server python3-yaml shellcheck jq
             debootstrap openssl zsh fish man-db groff-base mandoc bsdextrautils)
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || echo none)
  [[ "$status" == ii* ]] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install-deps: run as root, or install sudo; missing: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "installing: ${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
       apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "install-deps: apt-get failed, see above" >&2
  exit 1
fi
