#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The part of package_test.sh that runs in mounts of its own: puts the system together in memory, installs, enters.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kind=$1 suite=$2 roots=$3 work=$4

root=$work/root
mkdir "$root"
mount -t tmpfs -o size=2g,mode=755 clean_root "$root"
tar -C "$root" -xpf "$roots/$suite.tar"
mount -t proc proc "$root/proc"
mount --bind "$roots/archives" "$root/var/cache/apt/archives"
mkdir "$root/package"
cp "$work"/mlpipe[-_]* "$here/use_mlpipe.sh" "$root/package"
cp "$work"/certificate.pem "$work"/port "$root/package" 2>/dev/null || :
chmod 644 "$root"/package/*
chroot "$root" useradd --create-home --shell /bin/sh user

as_root() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
as_user() {
  chroot --userspec=user:user "$root" /usr/bin/env -i HOME=/home/user PATH=/usr/bin:/bin LC_ALL=C.UTF-8 USER=user \
    sh /package/use_mlpipe.sh "$@"
}
quietly() { "$@" >"$work/step.log" 2>&1 || { tail -n 30 "$work/step.log" >&2; exit 1; }; }

if [ "$kind" = tarball ]; then
  mkdir "$root/opt/mlpipe"
  tar -C "$root/opt/mlpipe" --strip-components=1 --no-same-owner -xzf "$work"/mlpipe-*.tar.gz
  prefix=/opt/mlpipe
else
  # The registry may have newer files than the lists in the archived system.
  cp /etc/resolv.conf "$root/etc/resolv.conf"
  install_deb() { as_root apt-get install -y --no-install-recommends /package/"$(basename "$work"/mlpipe_*.deb)"; }
  apt-config dump Acquire::http::Proxy >"$root/etc/apt/apt.conf.d/99proxy"
  quietly as_root apt-get update
  quietly install_deb
  prefix=/usr
fi
case $suite in
  bullseye) as_user too_old "$prefix" ;;
  *) as_user use "$prefix"
     if [ "$kind" = tarball ]; then
       mv "$root/usr/share/zoneinfo" "$root/usr/share/zoneinfo.away" 2>/dev/null || :
       as_user bare "$prefix"
     else
       quietly as_root apt-get purge -y mlpipe
       left=$(find "$root/usr" "$root/etc" -path '*mlpipe*')
       [ -z "$left" ] || { echo "in_clean_root.sh: left after the removal: $left" >&2; exit 1; }
     fi ;;
esac
