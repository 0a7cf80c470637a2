#!/bin/sh
# SPDX-License-Identifier: MIT
# Run as a plain user inside a clean system by in_clean_root.sh:
#   use_mlpipe.sh use PREFIX       the whole life of a model
#   use_mlpipe.sh bare PREFIX      on a system without time zones and certificates
#   use_mlpipe.sh too_old PREFIX   where the C library is older than what mlpipe was built for
set -eu
what=$1 prefix=$2
mlpipe=$prefix/bin/mlpipe
mkdir -p "$HOME/work" && cd "$HOME/work"

fail() {
  echo "use_mlpipe.sh: $*" >&2
  tail -n 20 out err >&2
  exit 1
}
# expect "STATUS ..." COMMAND...: the exit status is one of these; what it printed is in out and err.
expect() {
  allowed=$1
  shift
  status=0
  "$@" >out 2>err || status=$?
  case " $allowed " in *" $status "*) ;; *) fail "status $status, not $allowed: $*" ;; esac
}
says() { grep -q -e "$2" "$1" || fail "$1 does not say: $2"; }

quick() {  # MAX_DEPTH: little to compute, on the newest quarter of data/
  cat >quick.json <<JSON
{"data": {"source": "data/sp500_daily.csv.gz"${more_data:-}},
 "features": {"preset": [], "add": ["rsi_14", "logret_1"]},
 "model": {"max_rounds": 5, "early_stopping_rounds": 0, "params": {"max_depth": $1}},
 "walk_forward": {"train": 2000, "test": 1000},
 "validation": {"replicates": 200, "over_base_rate": {"log_loss": 0}, "margins": {"log_loss": 0.02}}}
JSON
}

use() {
  expect 0 "$mlpipe" --version
  says out '^mlpipe [0-9]'
  expect 0 "$mlpipe" --version --json
  says out '"xgboost"'
  cp -r "$prefix"/share/mlpipe/examples/* .
  expect 0 "$mlpipe" doctor --json
  says out '"problems":0'
  quick 3
  expect 0 "$mlpipe" train --config quick.json --json
  expect 0 "$mlpipe" version promote --force --reason "first model" --json
  quick 2
  expect 0 "$mlpipe" train --config quick.json --json
  expect "0 3 4" "$mlpipe" validate --config quick.json --json
  says out '"verdict"'
  expect 0 "$mlpipe" version promote --force --reason "second model" --json
  second=$(readlink models/production)
  expect 0 "$mlpipe" version verify --all --json
  expect 0 "$mlpipe" rollback --reason "back" --json
  [ "$(readlink models/production)" = archive/v1.0.0 ] || fail "the rollback went elsewhere"
  [ "$second" != archive/v1.0.0 ] || fail "the second promotion moved nothing"
  expect "0 4 5" "$mlpipe" drift --current data/sp500_daily.csv.gz --json
  says out '"schema"'
  expect 0 "$mlpipe" predict --data data/sp500_daily.csv.gz --last 1
  expect 0 "$mlpipe" track
  says out 'mlflow.db'
  # The libraries that came along, though others may be on the system.
  if [ -d "$prefix/lib/mlpipe" ]; then
    LD_DEBUG=libs LD_DEBUG_OUTPUT=loaded "$mlpipe" --version --json >out 2>err
    says "$(echo loaded.*)" "init: $prefix/.*lib/mlpipe/libxgboost.so.0"
  fi
}

bare() {
  more_data=', "time_zone": "America/New_York"'
  quick 3
  expect 2 "$mlpipe" train --config quick.json
  says err 'tzdata'
  more_data=
  quick 3
  expect 0 "$mlpipe" train --config quick.json
  if [ -s /package/port ]; then
    url=https://localhost:$(cat /package/port)/prices.csv.gz
    expect 6 "$mlpipe" train --config quick.json --data "$url"
    says err 'ca-certificates'
    expect 0 env SSL_CERT_FILE=/package/certificate.pem "$mlpipe" train --config quick.json --data "$url"
  fi
}

too_old() {
  expect 1 "$mlpipe" --version
  says err 'GLIBC_2.3[0-9]. not found'
}

"$what"
