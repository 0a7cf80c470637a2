# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Shared by the scripts of this folder, which give $build and skip().

: "${build:?a script of this folder sets it}"

# pip_install NAME ARGUMENTS...: into the venv of that name, never from source; skips where it cannot.
pip_install() {
  local log=$build/interop-$1.log
  "$build/interop-venv-$1/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "${@:2}" >>"$log" 2>&1 ||
    skip "pip cannot install ${*:2} (see $log)"
}

# make_venv NAME MODULES PACKAGES...: $venv, a throw-away venv under the build in which the modules ("a, b") can be imported.
make_venv() {
  local name=$1 modules=$2 log=$build/interop-$1.log
  shift 2
  venv=$build/interop-venv-$name
  if "$venv/bin/python" -c "import $modules" >/dev/null 2>&1; then return; fi
  rm -rf "$venv"
  "${PYTHON:-python3}" -m venv "$venv" >"$log" 2>&1 || skip "no venv (see $log)"
  pip_install "$name" "$@"
}

# make_work: $work, a folder of this run, gone when the script is.
make_work() {
  work=$(mktemp -d "$(realpath "$build")/interop.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}
