#!/bin/sh
# The build runner: runs the phases of one build, command by command, and tells how each ended.
#
#   sh build-runner.sh DIRECTORY < ENVIRONMENT
#
# DIRECTORY holds this program, build-session.sh, the file `plan` (assignments), the commands, one file each, and `bin`.
# ENVIRONMENT is the build's environment as shell text. It is kept in this shell's memory and never written to a disk.
#
# Commands run in one session shell that lives as long as the build. It ends early when a command says `exit` or `exec`, has
# a syntax error or kills it, and when the next phase runs as another user; then the next command gets a new session with the
# variables and the directory that the last one left.
#
# What commands print goes through a pipe into the file $output and nowhere else. What happened goes to the file `events`, a
# line each, with the size of $output at that moment, and once more to standard output, to wake up whoever reads the file:
#   ready SIZE | refused TEXT | finished SIZE
#   phase NAME begins SIZE | phase NAME retries SIZE | phase NAME succeeded SIZE | phase NAME failed SIZE
#   command NUMBER begins SIZE | command NUMBER ends SIZE STATUS
#   breakpoint NUMBER SIZE | resumed NUMBER SIZE     a command waits for the file `resume`; it goes on
#   cache wanted SIZE | cache packed SIZE            waits for the file `cache.answer`; `cache.tar` can be taken
#   note SIZE TEXT                                   a line for the log
# Works with dash, bash and busybox ash.

set -u
umask 022
# Caught and not ignored: what is ignored here, every command would ignore.
trap : PIPE
directory=$1
. "$directory/plan"

count=0       # sessions so far
session=      # the process id of the keeper of the open session; empty when there is none
place=        # its directory
user=         # whom it runs as; empty for the administrator
number=0      # of the command that runs
size=0        # of $output
succeeding=1  # what commands see as CODEBUILD_BUILD_SUCCEEDING

tell() {
  printf '%s\n' "$*" >>"$directory/events"
  printf '%s\n' "$*" 2>/dev/null || :
}

refuse() {
  tell refused "$*"
  exit 0
}

note() {
  tell note "$size" "$*"
}

nap() {
  sleep 0.05 2>/dev/null || sleep 1
}

# A program that wants a pipe: the program that reads it sleeps when all that was printed is in the file.
measure() {
  polls=0
  while read -r _ _ at _ <"/proc/$drain/stat" && [ "$polls" -lt 100000 ]; do
    case $at in R | D) polls=$((polls + 1)) ;; *) break ;; esac
  done 2>/dev/null
  size=$(($(wc -c <"$output")))
}

can_switch() {
  setpriv --reuid 0 --regid 0 --clear-groups true 2>/dev/null
}

# Says what keeps a user from running commands; nothing when nothing does.
check_user() {
  case $1 in -* | *[!A-Za-z0-9_.-]*) false ;; *) id -u "$1" >/dev/null 2>&1 ;; esac || { echo "run-as names the user '$1', whom the environment does not have; use an image that has it, or make it there"; return; }
  [ "$(id -u)" = 0 ] || { echo "run-as names the user '$1', and only the administrator may become somebody else: commands run as '$(id -un)' here"; return; }
  can_switch || command -v su >/dev/null || { echo "run-as names the user '$1', and the environment has neither 'setpriv' nor 'su'"; return; }
  chmod a+rx "$directory" "$directory/commands" "$directory/bin" "$directory/.." 2>/dev/null
  as_user "$1" test -x "$directory" || chmod a+x "$directory/../.."
  as_user "$1" test -x "$directory" || echo "run-as names the user '$1', who cannot reach '$directory'; let everybody search its parent directories (chmod a+x)"
}

as_user() {
  whom=$1
  shift
  if can_switch; then
    setpriv --reuid "$whom" --regid "$(id -g "$whom")" --init-groups "$@"
  else
    quoted=
    for word; do quoted="$quoted '$word'"; done
    su -m -s "$posix_shell" -c "exec $quoted" "$whom"
  fi
}

become() {
  [ "$user" != "$1" ] || return 0
  close_session
  user=$1
  [ -z "$user" ] || chown -hR "$user:" "$source"
}

open_session() {
  count=$((count + 1))
  place=$directory/session.$count
  mkdir -m 700 "$place"
  mkfifo -m 600 "$place/request" "$place/reply" "$place/restore"
  [ -z "$user" ] || chown -R "$user:" "$place"
  [ -z "$debugging" ] || ln -sfn "$place" "$directory/session"
  # Opened for both, because opening one end of a pipe waits for the other.
  exec 8<>"$place/request"
  {
    ${user:+as_user "$user"} "$shell" "$directory/build-session.sh" "$directory" "$place"
    status=$?
    [ -e "$place/said" ] || printf 'gone %s\n' "$status" >"$place/reply"
    exit "$status"
  } 8<"$place/request" </dev/null >&9 2>&1 &
  session=$!
  until printf '%s\n' "$state" >"$place/restore"; do still_wanted; done
}

# Whoever removes the build's directory has no use for it any more: no loop here goes on without it.
still_wanted() {
  [ -e "$directory/plan" ] || exit 1
}

close_session() {
  [ -n "$session" ] || return 0
  : >"$place/said"
  echo quit >&8
  exec 8>&-
  wait "$session"
  session=
}

pause() {
  measure
  rm -f "$directory/resume" "$place/resume"
  tell breakpoint "$number" "$size"
  until [ -e "$directory/resume" ] || [ -e "$place/resume" ]; do still_wanted; nap; done
  rm -f "$directory/resume" "$place/resume"
  tell resumed "$number" "$size"
  : >"$place/go"
}

# Runs a command in the session and puts its status into $status. Opening a pipe waits for the other end, and some shells give
# up waiting when a child of theirs ends: hence `until`, here and above.
request() {
  [ -n "$session" ] || open_session
  printf '%s %s\n' "$1" "$succeeding" >&8
  while
    until {
      read -r answer status
      left=$(cat)
    } <"$place/reply"; do still_wanted; done
    [ "$answer" = breakpoint ]
  do
    pause
  done
  [ -z "$left" ] || state=$left
  if [ "$answer" != done ]; then
    wait "$session"
    status=$?
    exec 8>&-
    session=
  fi
  if [ -n "$fresh" ]; then
    close_session
    state=$initial
  fi
  measure
}

run() {
  for number in $1; do
    tell command "$number" begins "$size"
    request "$number"
    tell command "$number" ends "$size" "$status"
    [ "$status" -eq 0 ] || return 1
  done
}

# Whether the failure that was just seen is one that the phase wants to be tried again for.
may_retry() {
  [ "$tries" -gt 1 ] || return 1
  [ -n "$pattern" ] || return 0
  { tail -c "+$((began + 1))" "$output"; echo "exit status $failed"; } | grep -Eqi -e "$pattern"
}

run_phase() {
  eval "commands=\$commands_$phase finally=\$finally_$phase tries=\$tries_$phase pattern=\$pattern_$phase whom=\$user_$phase"
  become "$whom"
  tell phase "$phase" begins "$size"
  while :; do
    before=$succeeding
    snapshot=$state
    began=$size
    failed=
    run "$commands" || { failed=$status; succeeding=0; }
    run "$finally" || { failed=$status; succeeding=0; }
    [ -n "$failed" ] || { tell phase "$phase" succeeded "$size"; return 0; }
    may_retry || { tell phase "$phase" failed "$size"; return 1; }
    tries=$((tries - 1))
    tell phase "$phase" retries "$size"
    close_session
    state=$snapshot
    succeeding=$before
  done
}

# Commands may give themselves a useless PATH; this program goes on with the one it began with.
for tool in mkdir mkfifo cat wc; do
  command -v "$tool" >/dev/null || refuse "the environment has no '$tool'; use an image with a POSIX userland"
done
posix_shell=$(command -v sh)
case $posix_shell in /*) ;; *) posix_shell=/bin/sh ;; esac
shell=$(command -v "$wanted_shell") || refuse "the environment has no shell '$wanted_shell', which env.shell asks for"
for whom in $users; do
  problem=$(check_user "$whom")
  [ -z "$problem" ] || refuse "$problem"
done
state=$(cat)
case $state in
  *"$end_of_environment") ;;
  # Nothing is told: the host died while it wrote, and the next one begins anew.
  *) echo "the environment of the build arrived incomplete; run the build again" >&2; exit 1 ;;
esac
initial=$state

# The program that reads the pipe has it open for both, and so it stays until it is told to go. A command that opens /dev/stderr
# anew finds a pipe there and not a file, which it would empty.
: >>"$output"
mkfifo -m 622 "$directory/pipe"
exec 8<>"$directory/pipe"
cat <&8 8<&- >>"$output" &
drain=$!
exec 9>"$directory/pipe" 8<&-

[ -z "$caching" ] || . "$directory/build-cache.sh"
[ -z "$caching" ] || restore_cache
tell ready "$size"
# A host that has not seen this word in time says so in a file, and begins the build anew.
[ ! -e "$directory/void" ] || exit 1
phase=$first
while [ -n "$phase" ]; do
  last=$phase
  if run_phase; then
    eval "phase=\$success_$phase"
  else
    eval "phase=\$failure_$phase"
  fi
done
become ''
[ -z "$expand" ] || request expand
[ -z "$export" ] || request export
[ -z "$caching" ] || save_cache
close_session
measure
exec 9>&-
kill "$drain"
tell finished "$size"
