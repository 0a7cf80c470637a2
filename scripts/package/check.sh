#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Would this archive run on the oldest system that docs/install.md names? Reads it, runs nothing of it:
#   scripts/package/check.sh FILE.tar.gz
# Every library that anything inside needs is inside or the system's; no symbol asks for a newer glibc or libstdc++; each
# library has its licence; nothing names the folder that it was built in.
set -euo pipefail
archive=$(realpath "${1:?usage: check.sh FILE.tar.gz}")
source_folder=$(cd "$(dirname "$0")/../.." && pwd)
# Ubuntu 22.04's.
newest_glibc=2.35
newest_glibcxx=3.4.30
newest_cxxabi=1.3.13
system='^(ld-linux[-a-z0-9_]*\.so\.[12]|lib(c|m|dl|rt|pthread|resolv|util)\.so\.[0-9]+|libstdc\+\+\.so\.6|libgcc_s\.so\.1)$'
# What XGBoost and libcurl are asked by (model/xgb_api.cpp, platform/curl_api.cpp): nothing needs them before.
loaded='libxgboost.so.0 libcurl.so.4'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xzf "$archive" -C "$work"
cd "$work"/*/
bad=0
complain() { echo "check.sh: $archive: $*" >&2; bad=1; }

newest_of() {  # PREFIX: the highest version of it among the symbols on standard input
  sed -nE "s/.*\(?$1_([0-9.]+)\)?.*/\1/p" | sort -uV | tail -n 1
}
at_most() {  # FILE WHAT VERSION LIMIT
  [ -z "$3" ] || [ "$(printf '%s\n' "$3" "$4" | sort -V | tail -n 1)" = "$4" ] ||
    complain "$1 needs $2 $3, and the oldest supported system has $4"
}

files=(bin/mlpipe lib/mlpipe/*)
for file in "${files[@]}"; do
  symbols=$(objdump -T "$file" | grep -F '*UND*' || :)
  at_most "$file" glibc "$(newest_of GLIBC <<<"$symbols")" "$newest_glibc"
  at_most "$file" libstdc++ "$(newest_of GLIBCXX <<<"$symbols")" "$newest_glibcxx"
  at_most "$file" "libstdc++'s CXXABI" "$(newest_of CXXABI <<<"$symbols")" "$newest_cxxabi"
  for needed in $(objdump -p "$file" | sed -n 's/^ *NEEDED *//p'); do
    [ -e "lib/mlpipe/$needed" ] || [[ $needed =~ $system ]] || complain "$file needs $needed, which is not inside"
  done
done
for library in $loaded; do
  [ -e "lib/mlpipe/$library" ] || complain "$library is not inside"
done
# shellcheck disable=SC2016  # the loader replaces $ORIGIN, not the shell
grep -qE '^ +RPATH +\$ORIGIN/\.\./lib/mlpipe$' <<<"$(objdump -p bin/mlpipe)" || complain "bin/mlpipe does not look in lib/mlpipe"

for file in share/bash-completion/completions/mlpipe share/zsh/vendor-completions/_mlpipe \
            share/fish/vendor_completions.d/mlpipe.fish share/man/man1/mlpipe.1; do
  [ -s "$file" ] || complain "$file is not inside"
done

licences=share/doc/mlpipe/licenses
for file in lib/mlpipe/*; do
  name=$(sed -n "s/^$(basename "$file"): licence \([^,]*\), .*/\1/p" $licences/README)
  [ -s "$licences/${name:-none}" ] || complain "$file has no licence text"
done
for name in nlohmann-json3-dev libcli11-dev libspdlog-dev libfmt-dev libeigen3-dev libboost; do
  [ -s "$licences/$name" ] || complain "no licence text of $name, whose code is inside the program"
done
while read -r name; do
  [ -s "$licences/common-licenses/$(basename "$name")" ] || complain "$name, which a licence names, is not inside"
done < <(grep -rhoE '/usr/share/common-licenses/[-A-Za-z0-9.]*[A-Za-z0-9]' $licences | sort -u)
if grep -rlF "$source_folder/" . >"$work/named"; then
  complain "these files name the folder that they were built in: $(tr '\n' ' ' <"$work/named")"
fi
[ "$bad" -eq 0 ] || exit 1
echo "check.sh: ${#files[@]} files; glibc $newest_glibc and libstdc++ $newest_glibcxx are enough for all"
