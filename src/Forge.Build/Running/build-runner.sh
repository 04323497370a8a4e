#!/bin/sh
# The build runner: runs the phases of one build, command by command, and tells how each ended.
#
#   sh build-runner.sh DIRECTORY < ENVIRONMENT
#
# DIRECTORY holds this program, build-session.sh, the file `plan` (assignments) and the commands, one file each.
# ENVIRONMENT is the build's environment as shell text. It is kept in this shell's memory and never written to a disk.
#
# Commands run in one session shell that lives as long as the build. It ends early when a command says `exit` or `exec`, has
# a syntax error or kills it; that ends only this command, and the next one gets a new session with the variables and the
# directory that the last one left.
#
# What commands print goes to the file $output and nowhere else. What happened goes to standard output and to the file
# `events`, a line each, with the size of $output at that moment:
#   ready | refused TEXT | finished SIZE
#   phase NAME begins SIZE | phase NAME retries SIZE | phase NAME succeeded SIZE | phase NAME failed SIZE
#   command NUMBER begins SIZE | command NUMBER ends SIZE STATUS
# Works with dash, bash and busybox ash.

set -u
umask 022
directory=$1
. "$directory/plan"

count=0       # sessions so far
session=      # the process id of the keeper of the open session; empty when there is none
size=0        # of $output
succeeding=1  # what commands see as CODEBUILD_BUILD_SUCCEEDING

tell() {
  printf '%s\n' "$*" >>"$directory/events"
  printf '%s\n' "$*"
}

refuse() {
  tell refused "$*"
  exit 0
}

# Commands may give themselves a useless PATH; this program goes on with the one it began with.
for tool in mkfifo cat wc; do
  command -v "$tool" >/dev/null || refuse "the environment has no '$tool'; use an image with a POSIX userland"
done
shell=$(command -v "$shell") || refuse "the environment has no shell '$wanted_shell', which env.shell asks for"

open_session() {
  count=$((count + 1))
  request=$directory/request.$count
  reply=$directory/reply.$count
  said=$directory/said.$count
  mkfifo -m 600 "$request" "$reply" "$directory/restore.$count"
  # Opened for both, because opening one end of a pipe waits for the other.
  exec 8<>"$request"
  {
    "$shell" "$directory/build-session.sh" "$directory" "$count" "$output"
    status=$?
    [ -e "$said" ] || printf 'gone %s\n' "$status" >"$reply"
    exit "$status"
  } 8<"$request" </dev/null >>"$output" 2>&1 &
  session=$!
  until printf '%s\n' "$state" >"$directory/restore.$count"; do :; done
}

close_session() {
  [ -n "$session" ] || return 0
  : >"$said"
  echo quit >&8
  exec 8>&-
  wait "$session"
  session=
}

# Runs a command in the session and puts its status into $status. Opening a pipe waits for the other end, and some shells give
# up waiting when a child of theirs ends: hence `until`, here and above.
request() {
  [ -n "$session" ] || open_session
  printf '%s %s\n' "$1" "$succeeding" >&8
  until {
    read -r answer status
    left=$(cat)
  } <"$reply"; do :; done
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
  size=$(($(wc -c <"$output")))
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
  eval "commands=\$commands_$phase finally=\$finally_$phase tries=\$tries_$phase pattern=\$pattern_$phase"
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

state=$(cat)
initial=$state
: >>"$output"
tell ready
phase=$first
while [ -n "$phase" ]; do
  if run_phase; then
    eval "phase=\$success_$phase"
  else
    eval "phase=\$failure_$phase"
  fi
done
[ -z "$expand" ] || request expand
close_session
tell finished "$size"
