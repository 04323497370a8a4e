#!/bin/sh
# Written by Forge at every start: do not edit. Git runs this one script as pre-receive, proc-receive and post-receive.
#
# It only carries messages between git and the Forge host, over two pipes that the host opened for this one push: the host writes
# file descriptor 3, and reads file descriptor 4. Should the host die, both pipes break, and the push is refused. A push that does
# not come from the host has neither the pipes nor the token.

refuse() {
  printf 'Forge refuses the push: %s\n' "$1" >&2
  exit 1
}

[ -n "${FORGE_PUSH_TOKEN:-}" ] && [ -n "${FORGE_PUSH_DIRECTORY:-}" ] || refuse 'it does not come through the Forge host.'
hook=${0##*/}

ask() {
  { printf '%s %s\nobjects %s\n' "$hook" "$FORGE_PUSH_TOKEN" "${GIT_QUARANTINE_PATH:-}"; cat; printf 'end\n'; } >&4 || return 1
  while IFS= read -r line <&3; do
    case $line in
      "yes $FORGE_PUSH_TOKEN") return 0 ;;
      no) exit 1 ;;
      *) printf '%s\n' "${line#say }" >&2 ;;
    esac
  done
  return 1
}

case $hook in
  pre-receive)
    ask || refuse 'the host does not answer.'
    ;;
  proc-receive)
    # Git refuses every push without this hook (receive.procReceiveRefs), so that one which git skips, for want of the executable
    # bit for instance, can let nothing through. The host wrote the report when it said yes: git is to move each ref itself.
    [ -f "$FORGE_PUSH_DIRECTORY/report" ] || refuse 'the host has not allowed it.'
    exec 5<&0
    cat <&5 >/dev/null &
    printf '000eversion=1\n0000'
    cat "$FORGE_PUSH_DIRECTORY/report"
    wait
    ;;
  post-receive)
    ask || exit 0
    ;;
  *)
    refuse "there is no hook '$hook'."
    ;;
esac
