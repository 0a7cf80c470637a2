#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes an archive of the smallest system of a release, as its own registry has it, unless the archive is there already:
#   tests/install/clean_root.sh SUITE FILE.tar           SUITE: bookworm, bullseye, jammy, noble
# As root. Status 77, said loudly, where it cannot be had.
set -euo pipefail
suite=${1:?usage: clean_root.sh SUITE FILE.tar}
file=$(realpath -m "${2:?usage: clean_root.sh SUITE FILE.tar}")
skip() { echo "SKIPPED: no clean $suite was made: $*" >&2; exit 77; }

[ "$(id -u)" -eq 0 ] || skip "only root can make one"
command -v debootstrap >/dev/null || skip "debootstrap is not installed (scripts/install-deps.sh --tests)"
exec 9>"$file.lock"
flock 9
[ ! -e "$file" ] || exit 0
eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
[ -z "${http_proxy:-}" ] || export http_proxy

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
log=$file.log
# The registry that this machine itself uses, where it offers the release; else the one that debootstrap knows.
scripts=/usr/share/debootstrap/scripts
case $suite in
  bookworm | bullseye)
    # shellcheck disable=SC2016  # apt-get replaces $(...)
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' |
             sort -u | head -n 1)
    [ -n "$mirror" ] || skip "this machine has no Debian registry"
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    script=$suite ;;
  jammy | noble)
    # Older debootstraps do not know the newer names; all since 2007 are made alike.
    script=gutsy
    mirror=$(sed -n 's/^[[:space:]]*default_mirror //p' "$scripts/$script" | grep archive | head -n 1)
    keyring=/usr/share/keyrings/ubuntu-archive-keyring.gpg
    if [ ! -e "$keyring" ]; then
      # Ubuntu's own package of its keys; they count only if they are these (signed 2012 and 2018, in all releases since).
      keyring=$work/usr/share/keyrings/ubuntu-archive-keyring.gpg
      { wget -q -T 20 -t 2 -O "$work/keys.deb" "$mirror/pool/main/u/ubuntu-keyring/ubuntu-keyring_2021.03.26_all.deb" &&
        dpkg-deb -x "$work/keys.deb" "$work"; } 2>"$log" || skip "Ubuntu's registry is not to be had here"
      sum=1a4dd63e5c76728960a2edddae22e2e0fc53df8e8b87806deb971030ac704eb0
      sha256sum --status -c <<<"$sum  $keyring" || skip "the keys that were offered as Ubuntu's are others"
    fi ;;
  *) echo "clean_root.sh: no such system: $suite" >&2; exit 2 ;;
esac
# A tmpfs of its own namespace: it goes away with the process, whatever becomes of it.
export suite mirror keyring log new="$file.new" script="$scripts/$script"
# shellcheck disable=SC2016  # the inner shell replaces them
if ! unshare --mount bash -euo pipefail -c '
  folder=$(mktemp -d)
  trap "umount $folder; rmdir $folder" EXIT
  mount -t tmpfs -o size=2g,mode=755 clean_root "$folder"
  debootstrap --variant=minbase --keyring="$keyring" "$suite" "$folder" "$mirror" "$script" >"$log" 2>&1
  rm -rf "$folder"/var/cache/apt/archives/*.deb
  tar -C "$folder" --one-file-system -cf "$new" .'
then
  rm -f "$file.new"
  tail -n 5 "$log" >&2
  skip "debootstrap does not get through (see $log)"
fi
mv "$file.new" "$file"
