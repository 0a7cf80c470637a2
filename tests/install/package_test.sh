#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes a package of a build, installs it in a clean system and uses it there:
#   tests/install/package_test.sh BUILD_DIR tarball|deb SUITE
# The system lives in memory, in mounts of its own, and is gone with this script, whatever becomes of it. Status 77 (skipped), said
# loudly, without root, debootstrap or the system's registry.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?usage: package_test.sh BUILD_DIR tarball|deb SUITE}" && pwd)
kind=${2:?usage: package_test.sh BUILD_DIR tarball|deb SUITE}
suite=${3:?usage: package_test.sh BUILD_DIR tarball|deb SUITE}
skip() { echo "SKIPPED: the $kind was NOT tried on $suite: $*" >&2; exit 77; }

[ "$(id -u)" -eq 0 ] || skip "only root can enter a clean system"
unshare --mount true 2>/dev/null || skip "no mounts of one's own here"
roots=$build/clean-roots
mkdir -p "$roots/archives"
"$here/clean_root.sh" "$suite" "$roots/$suite.tar"

work=$(mktemp -d "$build/package.XXXXXX")
server=
clean_up() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || :
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

case $kind in
  tarball) generator=TGZ ;;
  deb) generator=DEB ;;
  *) echo "package_test.sh: no such package: $kind" >&2; exit 2 ;;
esac
cpack --config "$build/CPackConfig.cmake" -G $generator -B "$work" >"$work/cpack.log" 2>&1 ||
  { cat "$work/cpack.log" >&2; exit 1; }
rm -rf "$work/_CPack_Packages"

# The check that every release goes through passes it, and sees what would not run elsewhere.
if [ "$kind" = tarball ]; then
  check=$here/../../scripts/package/check.sh
  "$check" "$work"/mlpipe-*.tar.gz
  mkdir "$work/bad"
  tar -C "$work/bad" -xzf "$work"/mlpipe-*.tar.gz
  rm "$work"/bad/*/lib/mlpipe/libdmlc.so.0 "$work"/bad/*/share/doc/mlpipe/licenses/libcurl4
  (cd "$work/bad" && tar -czf ../bad.tar.gz -- *)
  if "$check" "$work/bad.tar.gz" 2>"$work/check.log"; then
    echo "package_test.sh: the check passes a tarball that lacks a library" >&2
    exit 1
  fi
  grep -q 'needs libdmlc.so.0, which is not inside' "$work/check.log"
  grep -q 'libcurl.so.4 has no licence text' "$work/check.log"
  rm -rf "$work"/bad*
fi

# Somebody who speaks TLS with a certificate that nobody vouches for.
if command -v openssl >/dev/null && command -v python3 >/dev/null; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
  python3 "$here/tls_server.py" "$work/certificate.pem" "$work/key.pem" "$here/../../data/sp500_daily.csv.gz" \
    >"$work/port" &
  server=$!
  for _ in $(seq 100); do [ -s "$work/port" ] && break; sleep 0.1; done
fi

unshare --mount --propagation private "$here/in_clean_root.sh" "$kind" "$suite" "$roots" "$work"
