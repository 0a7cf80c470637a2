#!/usr/bin/env bash
# Keeps what runs leave for the next run on a branch of its own: models/, config/best_hyperparameters.json and the history of drift.
#   registry.sh restore             brings the branch into this folder; while there is none, what is here begins it
#   registry.sh push [JUDGE...]     pushes what is here, if it changed. When somebody else pushed meanwhile, theirs is taken, this
#                                   run's candidate, best parameters and drift checks are laid on top, JUDGE is run, and the push is
#                                   tried again; after the third refusal exit 7. Never forced.
# Exit status of push: that of the last JUDGE, if one ran. $REGISTRY_BRANCH: model-registry, unless set.
set -euo pipefail
shopt -s inherit_errexit  # a commit that cannot be made whole is not made

branch=${REGISTRY_BRANCH:-model-registry}
base_file=$RUNNER_TEMP/registry-base
best=config/best_hyperparameters.json
history=reports/drift_history.jsonl
readonly most_tries=3

alarm() { bash "$(dirname "$0")/alarm.sh" "$@"; }

# Git with the job's token, for this server alone; by environment, since arguments can be seen by other processes.
with_token() {
  if [ -z "${GITHUB_TOKEN:-}" ]; then
    git "$@"
    return
  fi
  GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader" \
    GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$GITHUB_TOKEN" | base64 -w 0)" git "$@"
}

# Git on an index of its own: the checkout and its index stay as they are.
beside() { GIT_INDEX_FILE=$RUNNER_TEMP/registry-index git "$@"; }

# The branch's newest commit, or nothing. A server that cannot be asked is an error, not an empty registry.
remote_tip() { with_token ls-remote origin "refs/heads/$branch" | cut -f 1; }

# Models are bytes, whatever a .gitattributes of the repository says of line ends and filters.
keep_bytes() {
  local attributes
  attributes=$(git rev-parse --git-path info/attributes)
  mkdir -p "$(dirname "$attributes")"
  printf '/models/** -text -filter -ident\n/%s -text -filter\n/%s -text -filter\n' "$best" "$history" >"$attributes"
}

staged() { readlink models/staging || true; }

# Puts the tree of commit $1 in place of what is here.
take() {
  rm -rf models/archive models/candidates models/.incoming models/production models/staging models/audit.* models/looks.jsonl \
    models/registry.json models/VERSION "$best" "$history" "$RUNNER_TEMP/registry-index"
  with_token fetch --quiet --depth 1 origin "$1"
  beside read-tree "$1"
  beside checkout-index --all --force
  printf '%s' "$1" >"$base_file"
}

restore() {
  local tip
  tip=$(remote_tip)
  if [ -n "$tip" ]; then
    take "$tip"
    echo "registry: $branch at ${tip:0:12}, in production $(cat models/VERSION 2>/dev/null || echo nothing)"
  else
    printf '' >"$base_file"
    echo "registry: there is no branch $branch yet; this run begins it"
  fi
}

# A commit of what is here, on top of what was restored; nothing if that is the same.
commit() {
  local parent=$1 tree candidate
  rm -f "$RUNNER_TEMP/registry-index"
  candidate=$(staged)
  beside add --force -- models ':!models/README.md' ':!models/registry.lock' ':!models/.incoming' ':!models/ledger' ':!models/candidates'
  # Of the candidates the staged one alone: the others were judged, and models/looks.jsonl says how.
  for path in ${candidate:+"models/$candidate"} "$best" "$history"; do
    [ ! -e "$path" ] || beside add --force -- "$path"
  done
  tree=$(beside write-tree)
  if [ -n "$parent" ] && [ "$tree" = "$(git rev-parse "$parent^{tree}")" ]; then
    return
  fi
  local who='github-actions[bot]' mail='41898282+github-actions[bot]@users.noreply.github.com'
  GIT_AUTHOR_NAME=$who GIT_AUTHOR_EMAIL=$mail GIT_COMMITTER_NAME=$who GIT_COMMITTER_EMAIL=$mail \
    git commit-tree "$tree" ${parent:+-p "$parent"} \
    -m "$GITHUB_WORKFLOW: production $(cat models/VERSION 2>/dev/null || echo none), staging ${candidate#candidates/}" \
    -m "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
}

file_at() { git cat-file blob "$1:$2" 2>/dev/null || true; }

# Takes commit $2 in place of $1, and lays on top what this run added to $1.
rebase_onto() {
  local base=$1 theirs=$2 ours=$RUNNER_TEMP/registry-ours candidate
  rm -rf "$ours"
  mkdir -p "$ours"
  candidate=$(staged)
  [ -z "$candidate" ] || cp -a "models/$candidate" "$ours/candidate"
  [ ! -f "$best" ] || cp -a "$best" "$ours/best"
  file_at "$base" "$history" >"$ours/history-before"
  [ ! -f "$history" ] || grep -Fxv -f "$ours/history-before" "$history" >"$ours/history" || true
  local before
  before=$(file_at "$base" models/staging)
  take "$theirs"
  if [ -n "$candidate" ] && [ "$candidate" != "$before" ]; then
    mkdir -p models/candidates
    rm -rf "models/$candidate"
    cp -a "$ours/candidate" "models/$candidate"
    ln -sfn "$candidate" models/staging
  fi
  if [ -f "$ours/best" ] && [ "$(file_at "$base" "$best")" = "$(file_at "$theirs" "$best")" ]; then
    cp -a "$ours/best" "$best"
  fi
  if [ -s "$ours/history" ]; then
    mkdir -p "$(dirname "$history")"
    cat "$ours/history" >>"$history"
  fi
}

push() {
  local try base new theirs status=0
  for ((try = 1; try <= most_tries; ++try)); do
    base=$(cat "$base_file")
    new=$(commit "$base")
    if [ -z "$new" ]; then
      echo "registry: nothing changed"
      return "$status"
    fi
    # Where the answer was lost, the branch says whether the push arrived.
    theirs=$new
    with_token push --quiet origin "$new:refs/heads/$branch" || theirs=$(remote_tip)
    if [ "$theirs" = "$new" ]; then
      printf '%s' "$new" >"$base_file"
      echo "registry: pushed ${new:0:12} to $branch"
      return "$status"
    fi
    if [ "$theirs" = "$base" ]; then
      alarm "The registry was not pushed" "$branch is as this run found it, yet the push failed; see git's message"
      return 1
    fi
    echo "::warning title=The registry has moved::$branch is at ${theirs:0:12} by now (try $try of $most_tries)"
    if [ "$try" -lt "$most_tries" ]; then
      rebase_onto "$base" "$theirs"
      status=0
      if [ $# -gt 0 ]; then
        "$@" || status=$?
        # Only a verdict may be pushed.
        [ "$status" -eq 0 ] || [ "$status" -eq 3 ] || return "$status"
      fi
    fi
  done
  alarm "Push conflict" "$branch moved $most_tries times while this run tried to push; nothing was pushed, start it again"
  return 7
}

keep_bytes
case ${1:-} in
  restore) restore ;;
  push) shift && push "$@" ;;
  *) echo "usage: registry.sh restore|push [JUDGE...]" >&2; exit 2 ;;
esac
