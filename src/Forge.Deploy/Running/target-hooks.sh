
# ---- hooks -------------------------------------------------------------------------------------------------------------

# Tags every line and stamps it for the log. What is beyond the limit is left out, but for the last lines.
tagger='
  function put(line) {
    print line >> out; fflush(out)
    print NOW " " line >> log_file; fflush(log_file)
  }
  BEGIN { tag = ENVIRON["FORGE_TAG"]; out = ENVIRON["FORGE_OUT"]; log_file = ENVIRON["FORGE_LOG"]; limit = ENVIRON["FORGE_LIMIT"] + 0 }
  { size += length($0) + 1 }
  size <= limit { put(tag $0); next }
  { ring[++left % 64] = substr($0, 1, 4096) }
  END {
    if (left > 64) put(tag "[" left - 64 " lines were left out]")
    for (i = left > 64 ? left - 63 : 1; i <= left; i++) put(tag ring[i % 64])
  }'

hooks() { # EVENT ARCHIVE
  event=$1 archive=$2 hook_number=0 scripts_log=$root/$group/$deployment/logs/scripts.log
  (umask 022 && { [ -d "${scripts_log%/*}" ] || mkdir -p "${scripts_log%/*}"; } && : >>"$scripts_log") || finish 5 '' "The log '$scripts_log' cannot be written."
  sh=$(command -v sh) setsid=$(command -v setsid) pipes=''
  # A .NET host ignores SIGPIPE, a shell cannot undo that, and scripts count on it: `yes | head` must end quietly.
  if ignores_broken_pipes && env --default-signal=PIPE true 2>/dev/null; then pipes=$(command -v env); fi
  # mawk reads ahead unless it is told not to; others do not know the option.
  now='strftime("%Y-%m-%d %H:%M:%S")' stamp=''
  for awk in 'awk -W interactive' awk; do
    ! stamp=$($awk "BEGIN { if (systime() > 0) print $now }" </dev/null 2>/dev/null) || break
  done
  # An awk without a clock stamps every line with the time at which the event began.
  [ -n "$stamp" ] || { awk=awk stamp=$(date '+%Y-%m-%d %H:%M:%S') && now="\"$stamp\""; }
  replace "$tagger" NOW "$now"
  tagger=$replaced
  mkfifo "$step/1" "$step/2" || finish 5 '' "The pipes of the step cannot be made in '$step'."
  log "LifecycleEvent - $event"
}

ignores_broken_pipes() {
  while read -r name value; do
    case $name in SigIgn:) break ;; esac
  done </proc/$$/status
  case $value in *[13579bdf][0-9a-f][0-9a-f][0-9a-f]) ;; *) false ;; esac
} 2>/dev/null

log() { # LINE: at $stamp, or now where that is empty
  printf '%s\n' "$1" >>"$step/out"
  printf '%s %s\n' "${stamp:-$(date '+%Y-%m-%d %H:%M:%S')}" "$1" >>"$scripts_log"
}

tag() { # NAME PIPE
  export FORGE_TAG="[$1]" FORGE_OUT="$step/out" FORGE_LOG="$scripts_log" FORGE_LIMIT="$output_limit"
  exec $awk "$tagger" <"$2"
}

hook() { # LOCATION SECONDS ACCOUNT
  location=$1 limit=$2 account=$3 as='' hook_number=$((hook_number + 1)) program=$archive/$1
  [ -z "$account" ] || as=" [run as user $account]"
  [ -e "$program" ] || finish 1 "$location" "The script '$location' does not exist in the revision."
  log "Script - $location"
  case $location in
    *[[:space:]]*) finish 4 "$location" "The script '$location' cannot be run: a location with a blank is not one command. Rename the script." ;;
  esac
  [ ! -d "$program" ] || finish 4 "$location" "The script '$location' cannot be run: it is a directory."
  [ -x "$program" ] || (umask 022 && chmod +x "$program") 2>/dev/null ||
    finish 2 "$location" "The script '$location' could not be made executable."
  become "$account"
  run_script
  stamp=''
  if [ -e "$step/late" ]; then
    finish 3 "$location" "The script '$location'$as failed to complete in $limit seconds and was stopped."
  elif [ -e "$step/left-open" ]; then
    finish 6 "$location" "The script '$location'$as ended, but something it started held its output open for $limit seconds. Redirect the output of what stays."
  elif [ "$code" -gt 128 ] && signal=$(kill -l "$code" 2>/dev/null); then
    finish 4 "$location" "The script '$location'$as failed with exit code $code, as after the signal $signal."
  elif [ "$code" -ne 0 ]; then
    finish 4 "$location" "The script '$location'$as failed with exit code $code."
  fi
}

become() { # ACCOUNT: finds out how to change to it
  change='' home=$HOME shell=''
  if [ -z "$1" ] || [ "$1" = "$(id -un)" ]; then return; fi
  entry=$(getent passwd "$1" 2>/dev/null || grep "^$1:" /etc/passwd)
  [ -n "$entry" ] || finish 4 "$location" "The script '$location'$as failed: the account '$1' does not exist."
  [ "$(id -u)" -eq 0 ] || finish 4 "$location" "The script '$location'$as failed: only the administrator can run scripts as another account."
  shell=${entry##*:} home=${entry%:*}
  home=${home##*:}
  case $shell in
    */nologin | */false) finish 4 "$location" "The script '$location'$as failed: the account '$1' may not run programs, its shell is '$shell'." ;;
  esac
  if setpriv --help 2>&1 | grep -q init-groups; then change=setpriv; else change=su; fi
}

# One deadline covers the script and whatever holds its output open.
run_script() {
  [ "$hook_number" -eq 1 ] || rm -f "$step/late" "$step/left-open" "$step/ended"
  tag stdout "$step/1" 8>&- &
  reader_1=$!
  tag stderr "$step/2" 8>&- &
  reader_2=$!
  cookie=$step:$hook_number: # the colon behind keeps 1 from being the beginning of 10
  (start) </dev/null >"$step/1" 2>"$step/2" 8>&- &
  hook_pid=$!
  printf '%s %s\n' "$hook_pid" "$cookie" >"$step/hook"
  guard 8>&- &
  guard_pid=$!
  wait "$hook_pid"
  code=$?
  : >"$step/ended"
  wait "$reader_1" "$reader_2"
  kill -TERM "$guard_pid" 2>/dev/null
  wait "$guard_pid"
  : >"$step/hook"
}

start() {
  # Not every C library runs a file without a first line of #! by the shell.
  first=''
  { read -r first <"$program"; } 2>/dev/null || :
  case $first in '#!'* | ?ELF*) set -- "$program" ;; *) set -- "$sh" "$program" ;; esac
  case $change in
    setpriv) execute "$setsid" setpriv --reuid "$(id -u "$account")" --regid "$(id -g "$account")" --init-groups -- "$@" ;;
    su) execute "$setsid" su -s /bin/sh "$account" -c 'exec "$0" "$@"' "$@" ;;
    *) execute "$setsid" "$@" ;;
  esac
}

execute() { # COMMAND...: the words are positional, so that no variable of the hook can change them
  umask 022
  unset LC_ALL OLDPWD SHLVL FORGE_BOOT_ID
  export FORGE_STEP_ID="$id" FORGE_HOOK="$cookie" HOME="$home"
  for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
    case :$PATH: in *":$folder:"*) ;; *) PATH=$PATH:$folder ;; esac
  done
  if [ -n "$account" ] && [ -n "$shell" ]; then export USER="$account" LOGNAME="$account" SHELL="$shell"; fi
  [ -z "$pipes" ] || set -- "$pipes" --default-signal=PIPE "$@"
  environment
  exec "$@"
}

guard() {
  earlier_job=$!
  # KILL: a TERM that arrives before the new process has become sleep would be lost with the shell's own trap.
  trap '[ "$!" = "$earlier_job" ] || kill -KILL "$!" 2>/dev/null; exit 0' TERM
  sleep "$limit" &
  wait "$!"
  trap '' TERM
  if [ -e "$step/ended" ]; then
    : >"$step/left-open"
  else
    : >"$step/late"
    end_group "$hook_pid"
    sweep "$cookie"
    nap 200
  fi
  kill -TERM "$reader_1" "$reader_2" 2>/dev/null
  exit 0
}
