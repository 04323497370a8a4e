# The session shell of a build: runs command files, one after the other, so that what one leaves is there for the next.
#
#   SHELL build-session.sh DIRECTORY NUMBER OUTPUT
#
# Requests come on descriptor 8: the number of a command and whether the build still succeeds. The answer goes to a pipe of its
# own: `done STATUS` or `exit STATUS`, then all variables as shell text. Every name here starts with forge_, because commands share them.

eval "$(cat "$1/restore.$2")" 2>/dev/null
forge_directory=$1
forge_reply=$1/reply.$2
forge_said=$1/said.$2
forge_output=$3
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
  } >"$forge_reply" 2>/dev/null
}

# A command that set an EXIT trap of its own wants it run at its end: it gets that by ending the session.
forge_finish() {
  [ -n "$forge_pending" ] || return 0
  trap >"$forge_directory/traps"
  read -r forge_trap <"$forge_directory/traps" || forge_trap=
  case $forge_trap in
    *forge_leave*)
      forge_answer 'done'
      forge_pending=
      ;;
    *)
      : >"$forge_said"
      forge_answer 'exit'
      exit "$forge_status"
      ;;
  esac
}

forge_leave() {
  [ -n "$forge_pending" ] || return 0
  : >"$forge_said"
  forge_answer 'exit'
}

trap '{ forge_status=$?; IFS=$forge_ifs; set +aefuvxC $forge_options; } 2>/dev/null; forge_leave' EXIT

# The body is the command and nothing else, so that its `break` and `continue` do no harm.
while
  { forge_status=$?; IFS=$forge_ifs; set +aefuvxC $forge_options; exec </dev/null >>"$forge_output"; } 2>/dev/null
  exec 2>&1
  forge_finish
  trap - HUP INT QUIT ABRT ALRM TERM USR1 USR2
  set --
  read -r forge_number CODEBUILD_BUILD_SUCCEEDING <&8 && [ "$forge_number" != quit ]
do
  export CODEBUILD_BUILD_SUCCEEDING
  forge_pending=1
  . "$forge_directory/commands/$forge_number" 8<&-
done
