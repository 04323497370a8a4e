# The session shell of a build: runs command files, one after the other, so that what one leaves is there for the next.
#
#   SHELL build-session.sh DIRECTORY PLACE
#
# Requests come on descriptor 8: the number of a command and whether the build still succeeds. The answer goes to a pipe of its
# own: `done STATUS` or `exit STATUS`, then all variables as shell text. Descriptor 9 is where output goes. Every name here
# starts with forge_, because commands share them.
#
# Below the last line of this file stands one line for each command to come, and no loop: a shell that a command has told
# to run nothing any more (set -n) comes to the end of the file and ends.

eval "$(cat "$2/restore")" 2>/dev/null
forge_directory=$1
forge_place=$2
forge_pending=
forge_ifs=' 	
'
if (set +o pipefail) 2>/dev/null; then forge_options='+o pipefail'; else forge_options=; fi
set --
cd -- "$PWD" || cd -- "$CODEBUILD_SRC_DIR" || cd /

forge_answer() {
  {
    printf '%s %s\n' "$1" "$forge_status"
    if [ -n "${BASH_VERSION:-}" ]; then declare -p; declare -f; else set; export -p; fi
  } >"$forge_place/reply" 2>/dev/null
}

# A command that set an EXIT trap of its own wants it run at its end: it gets that by ending the session.
forge_finish() {
  [ -n "$forge_pending" ] || return 0
  trap >"$forge_place/traps"
  read -r forge_trap <"$forge_place/traps" || forge_trap=
  case $forge_trap in
    *forge_leave*)
      forge_answer 'done'
      forge_pending=
      ;;
    *)
      : >"$forge_place/said"
      forge_answer 'exit'
      exit "$forge_status"
      ;;
  esac
}

forge_leave() {
  [ -n "$forge_pending" ] || return 0
  : >"$forge_place/said"
  forge_answer 'exit'
}

forge_reset() {
  forge_status=$?
  IFS=$forge_ifs
  set +aefuvxC $forge_options
}

forge_next() {
  forge_finish
  trap - HUP INT QUIT ABRT ALRM TERM USR1 USR2 PIPE
  read -r forge_number forge_succeeding <&8 && [ "$forge_number" != quit ] || exit 0
  forge_pending=1
  CODEBUILD_BUILD_SUCCEEDING=$forge_succeeding
  export CODEBUILD_BUILD_SUCCEEDING
}

trap '{ forge_reset; } 2>/dev/null; forge_leave' EXIT
