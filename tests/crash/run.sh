#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs one of the tests here in a folder of its own, and leaves nothing behind:
#   tests/crash/run.sh BUILD_DIR SCRIPT.py [ARGUMENT...]
# Exit status 77 (skipped), said loudly, where the machine lacks what the test needs.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: run.sh BUILD_DIR SCRIPT.py [ARGUMENT...]}
script=${2:?usage: run.sh BUILD_DIR SCRIPT.py [ARGUMENT...]}
shift 2
skip() { echo "SKIPPED: $script did NOT run: $*" >&2; exit 77; }

command -v python3 >/dev/null || skip "python3 is not installed"
if [ "$script" = syscall_matrix.py ] || [ "$script" = power_cut.py ]; then
  command -v strace >/dev/null || skip "strace is not installed (scripts/install-deps.sh --tests)"
  strace -qq -e inject=getcwd:error=EIO -o /dev/null true 2>/dev/null ||
    skip "strace cannot trace here (ptrace)"
fi

export MLPIPE_TRACKING=off  # the registry is what is tried
work=$(mktemp -d "$(realpath "$build")/crash.XXXXXX")
mounts() { awk -v root="$work/" 'index($2, root) == 1 {print $2}' /proc/mounts; }
clean_up() {
  # Python may have been killed between mount and umount.
  for mount in $(mounts); do umount "$mount" || umount -l "$mount" || true; done
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [ "$script" = power_cut.py ]; then
  [ "$(id -u)" -eq 0 ] || skip "only root can mount a disk and cut its power"
  for tool in mkfs.ext4 mkfs.xfs xfs_io mount umount; do
    command -v "$tool" >/dev/null || skip "$tool is not installed (scripts/install-deps.sh --tests)"
  done
  truncate -s 16M "$work/probe.image"
  mkfs.ext4 -q -F "$work/probe.image"
  mkdir "$work/probe"
  mount -o loop "$work/probe.image" "$work/probe" 2>/dev/null || skip "no loop mounts here"
  umount "$work/probe"
fi
export PYTHONDONTWRITEBYTECODE=1
python3 "$here/$script" "$@" "$work"
