#!/bin/sh
# The target runner: carries out the steps of deployments on this machine, each at most once, and remembers how they ended.
# A step outlives the connection that started it; who comes back later finds it running or finds its result.
#
#   check                                                      names the programs that are missing here
#   installed GROUP                                            the group's last successful Install, with its appspec
#   offer ID GROUP                                             names the files of the installed revision that nobody has touched
#   receive ID GROUP EPOCH DEPLOYMENT KEEP CODING LIST [BASE]  makes the tar on standard input the deployment's revision
#   step ID GROUP EPOCH OFFSET PATIENCE DEPLOYMENT             starts the work on standard input, or finds it; then follows it
#   follow ID GROUP EPOCH OFFSET PATIENCE                      follows it: OFFSET bytes of output are known (-1: none wanted)
#   stop ID GROUP EPOCH                                        ends it
#   work ID GROUP DEPLOYMENT                                   the step itself, detached: only `step` calls this
#
# An answer is `forge 1`, lines of `name value`, an empty line, then as many bytes of tail as it says, then new output.
# Ids are letters, digits, dots, dashes and underscores. Any other text is a quoted word in the work on standard input.
# Runs under dash, bash and busybox ash.
set -u
umask 077
LC_ALL=C
export LC_ALL
root=${0%/.forge/*}
groups=$root/.forge/groups
instructions=$root/deployment-instructions
nl='
'
chunk_limit=524288   # bytes of output in one answer
output_limit=4194304 # bytes kept of each output stream of one script
grace=50             # tenths of a second between TERM and KILL
lock_patience=100    # tenths of a second
few=4                # files that are copied one by one
record_room=8192     # bytes reserved for the result, so that a full disk can still be reported

# ---- small things ------------------------------------------------------------------------------------------------------

answer() { # STATE [LINE...]
  printf 'forge 1\nstate %s\n' "$1"
  shift
  [ $# -eq 0 ] || printf '%s\n' "$@"
  printf '\n'
}

replace() { # TEXT OLD NEW: sets $replaced
  replaced='' rest=$1
  while case $rest in *"$2"*) true ;; *) false ;; esac; do
    replaced=$replaced${rest%%"$2"*}$3
    rest=${rest#*"$2"}
  done
  replaced=$replaced$rest
}

# One line for any text, so that lists of names can be sorted and compared by line tools. Both set $replaced.
encode() {
  case $1 in *%* | *"$nl"*) replace "$1" % %25 && replace "$replaced" "$nl" %0A ;; *) replaced=$1 ;; esac
}

decode() {
  case $1 in *%*) replace "$1" %0A "$nl" && replace "$replaced" %25 % ;; *) replaced=$1 ;; esac
}

nap() { # MILLISECONDS, 10 to 999
  if [ "$1" -lt 100 ]; then set -- "0$1"; fi
  sleep "0.$1" 2>/dev/null || sleep 1
}

persist() { # FILE...: survives a power cut where the system can do it for single files
  sync "$@" 2>/dev/null || :
}

write() { # FILE TEXT
  printf '%s\n' "$2" >"$1.new" && persist "$1.new" && mv -f "$1.new" "$1" && persist "${1%/*}"
}

size_of() { echo $(($(wc -c <"$1"))); }

first_line() { head -n 1 "$1" 2>/dev/null | cut -c 1-1000; }

boot_id() {
  boot=${FORGE_BOOT_ID-}
  [ -n "$boot" ] || read -r boot 2>/dev/null </proc/sys/kernel/random/boot_id || boot=unknown
}

# ---- the group's lock and epoch ----------------------------------------------------------------------------------------

wait_for_lock() {
  lock_tries=$((lock_tries + 1))
  if [ "$lock_tries" -gt "$lock_patience" ]; then answer busy; exit 0; fi
  nap 100
}

# A lock whose owner is gone is broken; only one at a time may do so, and looks again before.
break_lock() {
  owner=$(readlink "$lock.link") || return 0
  if [ "${owner#*.}" = "$boot" ] && kill -0 "${owner%%.*}" 2>/dev/null; then return 0; fi
  mkdir "$lock.breaking" 2>/dev/null || return 0
  [ "$(readlink "$lock.link")" != "$owner" ] || rm -f "$lock.link"
  rmdir "$lock.breaking"
}

take_lock() {
  lock=$groups/$group/lock lock_tries=0
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$lock"
    until flock -n 9; do wait_for_lock; done
  else
    until ln -s "$$.$boot" "$lock.link" 2>/dev/null; do break_lock; wait_for_lock; done
  fi
}

leave_group() {
  exec 9>&-
  [ ! -L "$lock.link" ] || [ "$(readlink "$lock.link")" != "$$.$boot" ] || rm -f "$lock.link"
}

refuse_old_epoch() {
  stored=0
  [ ! -s "$groups/$group/epoch" ] || read -r stored <"$groups/$group/epoch"
  [ "$epoch" -lt "$stored" ] || return 0
  answer fenced "epoch $stored"
  exit 0
}

enter_group() {
  take_lock
  refuse_old_epoch
  [ "$epoch" -eq "$stored" ] || write "$groups/$group/epoch" "$epoch" || give_up "The epoch cannot be stored in '$groups/$group'."
}

give_up() { # MESSAGE [LINE]: what the caller asked for failed and left nothing behind
  encode "$1"
  answer failed "message $replaced" ${2+"$2"}
  exit 0
}

# ---- following ---------------------------------------------------------------------------------------------------------

# The cookie tells the step from a stranger that got its process id later, and from a step of the same id of another target on
# this machine: it is the step's folder. A process that is being started has none yet.
is_alive() {
  alive_tries=0
  while [ "$alive_tries" -lt 20 ]; do
    alive_tries=$((alive_tries + 1)) pid=''
    [ ! -s "$step/pid" ] || read -r pid <"$step/pid"
    if [ -n "$pid" ]; then
      kill -0 "$pid" 2>/dev/null || return 1
      [ -e "/proc/$pid/environ" ] || return 0
      ! tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -Fqx "FORGE_STEP=$step" || return 0
    fi
    [ ! -s "$step/exit" ] || return 0
    nap 50
  done
  return 1
}

# Whoever stops a step kills it first and writes its result later.
is_gone() {
  ! kill -0 "$pid" 2>/dev/null || return 1
  stopper=''
  [ ! -s "$step/stopping" ] || read -r stopper <"$step/stopping"
  if [ -n "$stopper" ] && kill -0 "$stopper" 2>/dev/null; then return 1; fi
  [ ! -s "$step/exit" ]
}

answer_running() { # SIZE
  next=$offset
  if [ "$offset" -ge 0 ]; then
    next=$1
    [ $((next - offset)) -le "$chunk_limit" ] || next=$((offset + chunk_limit))
  fi
  answer running "offset $next"
  [ "$next" -le "$offset" ] || tail -c "+$((offset + 1))" "$step/out" | head -c $((next - offset))
}

answer_done() {
  { IFS= read -r code_line && IFS= read -r script_line && IFS= read -r message_line; } <"$step/exit"
  if [ "$offset" -lt 0 ] && [ "$code_line" = 'code 0' ]; then answer "done" 'offset 0' 'tail 0' "$code_line" "$script_line" "$message_line"; return; fi
  size=$(size_of "$step/out")
  if [ "$offset" -ge 0 ] && [ $((size - offset)) -gt "$chunk_limit" ]; then answer_running "$size"; return; fi
  tail=0
  [ "$code_line" = 'code 0' ] || tail=$((size < record_room ? size : record_room))
  answer "done" "offset $size" "tail $tail" "$code_line" "$script_line" "$message_line"
  [ "$tail" -eq 0 ] || tail -c "$tail" "$step/out"
  [ "$offset" -lt 0 ] || [ "$size" -le "$offset" ] || tail -c "+$((offset + 1))" "$step/out" | head -c $((size - offset))
}

# Not every flock has a time limit; where it has none, the step is looked at now and then.
await_end() {
  [ -e "$step/running" ] && command -v flock >/dev/null 2>&1 || return 0
  thousandths=$((1000 + patience % 1000)) code=0
  exec 7<"$step/running"
  flock -s -E 9 -w "$((patience / 1000)).${thousandths#1}" 7 2>/dev/null || code=$?
  exec 7<&-
  case $code in 0) waited=500 ;; 9) waited=$patience ;; esac
}

follow() {
  if [ ! -d "$step" ]; then answer missing; return; fi
  refuse_old_epoch
  if [ ! -s "$step/exit" ]; then
    read -r born <"$step/boot"
    if [ "$born" != "$boot" ]; then answer unknown "reason restarted"; return; fi
    # Who has just started the step knows its process.
    if [ -z "$pid" ] && ! is_alive && is_gone; then answer unknown "reason gone"; return; fi
  fi
  waited=0 pause=10
  if [ "$offset" -lt 0 ] && [ ! -s "$step/exit" ]; then await_end; fi
  while [ ! -s "$step/exit" ]; do
    if [ "$waited" -ge 500 ]; then
      size=$(size_of "$step/out")
      if { [ "$offset" -ge 0 ] && [ "$size" -gt "$offset" ]; } || [ "$waited" -ge "$patience" ]; then answer_running "$size"; return; fi
      if is_gone; then answer unknown "reason gone"; return; fi
    fi
    nap "$pause"
    # Most steps are short: they are looked at often at first.
    waited=$((waited + pause)) pause=$((waited < 200 ? 10 : waited < 2000 ? 50 : 250))
  done
  answer_done
}

# ---- starting and stopping ---------------------------------------------------------------------------------------------

begin() {
  fresh=$groups/$group/new-$$
  [ ! -e "$fresh" ] || rm -rf "$fresh"
  mkdir "$fresh" && cat >"$fresh/work" || give_up "The step cannot be stored in '$fresh'."
  # Without its last line the work was cut on its way: nobody can want the beginning of it.
  [ "$(tail -n 1 "$fresh/work")" = '# end' ] || give_up 'The connection ended before the whole step had arrived.'
  padding=$nl
  while [ "${#padding}" -lt "$record_room" ]; do padding=$padding$padding; done
  printf '%s\n' "$deployment" >"$fresh/deployment" && printf '%s\n' "$boot" >"$fresh/boot" &&
    printf '%s' "$padding" >"$fresh/record" && : >"$fresh/out" || give_up "The step cannot be stored in '$fresh'."
}

launch() {
  [ -d "$root/$group/$deployment" ] || (umask 022 && mkdir -p "$root/$group/$deployment") || give_up "The folder '$root/$group/$deployment' cannot be made."
  persist "$fresh/work" "$fresh/record" "$fresh"
  mv "$fresh" "$step" || give_up "The step cannot be stored in '$step'."
  persist "${step%/*}"
  trap '' HUP
  # Held as long as the step runs, so that who follows it need not look again and again.
  exec 8>"$step/running"
  ! command -v flock >/dev/null 2>&1 || flock -n 8 2>/dev/null || :
  env -i PATH="$PATH" HOME="${HOME:-/}" LANG="${LANG:-C.UTF-8}" FORGE_BOOT_ID="${FORGE_BOOT_ID-}" FORGE_STEP="$step" \
    setsid sh "$0" work "$id" "$group" "$deployment" </dev/null >/dev/null 2>"$step/fault" 9>&- &
  pid=$!
  exec 8>&-
  printf '%s\n' "$pid" >"$step/pid"
}

end_group() { # PROCESS_GROUP: TERM, a grace, KILL
  kill -TERM "-$1" 2>/dev/null || return 0
  end_tries=0
  while [ "$end_tries" -lt "$grace" ] && kill -0 "-$1" 2>/dev/null; do
    end_tries=$((end_tries + 1))
    nap 100
  done
  kill -KILL "-$1" 2>/dev/null || :
}

# What a script moved out of its process group still carries the script's cookie.
sweep() { # COOKIE
  for environ in $(grep -lF "FORGE_HOOK=$1" /proc/[0-9]*/environ 2>/dev/null); do
    environ=${environ%/environ}
    kill -KILL "${environ#/proc/}" 2>/dev/null || :
  done
}

halt() {
  if [ ! -d "$step" ] || [ -s "$step/exit" ]; then return; fi
  pid='' hook='' cookie=''
  [ ! -s "$step/pid" ] || read -r pid <"$step/pid"
  read -r born <"$step/boot"
  if [ "$born" = "$boot" ] && [ -n "$pid" ] && is_alive; then
    printf '%s\n' $$ >"$step/stopping"
    # First the one who would go on with the next script, and last those who read what the script still prints.
    kill -KILL "$pid" 2>/dev/null
    [ ! -s "$step/hook" ] || read -r hook cookie <"$step/hook"
    [ -z "$hook" ] || { end_group "$hook"; sweep "$cookie"; }
    kill -KILL "-$pid" 2>/dev/null
  fi
  [ -s "$step/exit" ] || record 5 '' 'The step was stopped.'
}

record() { # CODE SCRIPT MESSAGE: written over reserved room, then renamed
  encode "$2"
  script_name=$replaced
  encode "$3"
  printf 'code %s\nscript %s\nmessage %s\n' "$1" "$script_name" "$replaced" 1<>"$step/record"
  persist "$step/record"
  mv -f "$step/record" "$step/exit"
  persist "$step"
  # The variables of scripts may hold what nobody is to read later.
  : >"$step/work"
}

# ---- what is here ------------------------------------------------------------------------------------------------------

installed() {
  last_successful
  if [ -z "$last_ok" ]; then answer none; return; fi
  appspec='' archive=$root/$group/$last_ok/deployment-archive
  if [ -s "$root/$group/$last_ok/appspec-name" ]; then
    decode "$(cat "$root/$group/$last_ok/appspec-name")"
    appspec=$replaced
  fi
  for name in "$appspec" appspec.yml appspec.yaml; do
    if [ -n "$name" ] && [ -f "$archive/$name" ]; then
      answer installed "deployment $last_ok" 'appspec yes'
      cat "$archive/$name"
      return
    fi
  done
  answer installed "deployment $last_ok" 'appspec no'
}

check() {
  missing=''
  for tool in awk cat chgrp chmod chown cp cut date env grep head id ln ls mkdir mkfifo mv readlink rm rmdir setsid sleep sort tail tar tr wc; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
  done
  codings=''
  for tool in zstd gzip; do
    ! command -v "$tool" >/dev/null 2>&1 || codings="$codings $tool"
  done
  answer checked "missing$missing" "codings$codings"
}

