
# ---- receiving a bundle ------------------------------------------------------------------------------------------------

last_successful() { # sets $last_ok, the deployment's id
  last_ok=''
  [ ! -s "$instructions/${group}_last_successful_install" ] || read -r last_ok <"$instructions/${group}_last_successful_install"
  last_ok=${last_ok##*/}
}

# The oldest go first; this deployment and the last successful one stay.
prune() {
  last_successful
  room=$((keep - 1))
  [ -z "$last_ok" ] || [ "$last_ok" = "$deployment" ] || [ ! -d "$root/$group/$last_ok" ] || room=$((room - 1))
  for old in $(ls -1t "$root/$group" 2>/dev/null); do
    case $old in "$deployment" | "$last_ok" | *[!A-Za-z0-9._-]*) continue ;; esac
    room=$((room - 1))
    [ "$room" -ge 0 ] || rm -rf "${root:?}/$group/$old"
  done
  for old in "$groups/$group/steps"/*; do
    owner=''
    [ ! -s "$old/deployment" ] || read -r owner <"$old/deployment"
    [ -z "$owner" ] || [ "$owner" = "$deployment" ] || [ -d "$root/$group/$owner" ] || rm -rf "$old"
  done
}

# A revision has a list beside it, a line for each file: HASH INODE SIZE CTIME MTIME MODE PATH. Whoever touches a file changes its
# ctime, so a line that still fits stands for the content that was sent. Needs the tools of GNU; elsewhere there are no lists.
found() { # DIRECTORY: the same lines without the hash; a name with a line break is passed over
  (cd "$1" && find . -type f ! -path "*$nl*" -printf '%i %s %C@ %T@ %m %P\n')
}

intact() { # DEPLOYMENT FILE: writes the lines that still fit, and prints HASH MODE PATH of each
  : >"$2" && found "$root/$group/$1/deployment-archive" 2>/dev/null | awk -v held="$2" '
    from == "list" { known[substr($0, 66)] = $1; next }
    $0 in known { print known[$0] " " $0 >held; print known[$0] " " $5 " " substr($0, length($1 $2 $3 $4 $5) + 6) }' from=list "$root/$group/$1/archive-files" from=found -
}

offer() {
  if [ -d "$step" ]; then answer started; return; fi
  last_successful
  if [ -z "$last_ok" ] || [ ! -s "$root/$group/$last_ok/archive-files" ]; then answer none; return; fi
  held=$groups/$group/held-$id
  intact "$last_ok" "$held.$$" >"$held.$$.answer" && mv -f "$held.$$" "$held" || { rm -f "$held.$$" "$held.$$.answer"; answer none; return; }
  answer offered "deployment $last_ok"
  cat "$held.$$.answer"
  rm -f "$held.$$.answer"
}

unpack() { # CODING
  # What comes by a pipe comes in larger pieces where the tar is GNU's.
  [ -z "$lists" ] && blocks='' || blocks='-b 128'
  case $1 in
    zstd) zstd -d -c -q | tar -x -p $blocks -f - -C "$incoming/tree" ;;
    gzip) gzip -d -c | tar -x -p $blocks -f - -C "$incoming/tree" ;;
    *) tar -x -p $blocks -f - -C "$incoming/tree" ;;
  esac
}

# The list that comes with a revision has lines HASH, SOURCE, PATH, divided by tabs. A file with a source is not in the tar: it is
# linked to from the base.
link_base() { # BASE
  awk -F '\t' -v same="$incoming/same" -v moved="$incoming/moved" '
    from == "held" { path = $0; sub(/^[^ ]* [^ ]* [^ ]* [^ ]* [^ ]* [^ ]* /, "", path); hash[path] = substr($0, 1, 64); next }
    $2 == "" { next }
    hash[$2] != $1 { exit 1 }
    $2 == $3 { print $2 > same; next }
    { print $2 > moved; print tree "/" $3 > moved }' from=held "$incoming/held" from=list tree="$incoming/tree" "$incoming/list" || changed_base "$1"
  (
    cd "$root/$group/$1/deployment-archive" &&
      { [ ! -s "$incoming/same" ] || xargs -d '\n' cp -l -p --parents -t "$incoming/tree" -- <"$incoming/same"; } &&
      { [ ! -s "$incoming/moved" ] || xargs -d '\n' -n 2 ln -- <"$incoming/moved"; }
  ) 2>"$incoming/error" || give_up "The files of deployment '$1' could not be linked to: $(first_line "$incoming/error")" "reason base"
}

changed_base() { # BASE
  give_up "The revision of deployment '$1' on the target was changed while it was compared." "reason base"
}

# To be linked to changes a ctime: the list of the base goes on with the new ones, where nothing else has changed since it was looked at.
list_received() {
  if [ -z "$lists" ]; then return; fi
  code=0
  [ -n "$base" ] || : >"$incoming/held"
  : >"$incoming/files"
  found "$incoming/tree" | awk -F '\t' -v files="$incoming/files" -v renewed="$incoming/base" '
    from == "list" { hash[$3] = $1; source[$3] = $2; left++; next }
    from == "held" { lines[++count] = $0; paths[count] = substr($0, length($1 $2 $3 $4 $5 $6) + 7); held[paths[count]] = $1 " " $2 " " $3 " " $5 " " $6; next }
    { path = substr($0, length($1 $2 $3 $4 $5) + 6) }
    path in hash {
      if (source[path] != "" && held[source[path]] != hash[path] " " $1 " " $2 " " $4 " " $5) exit changed = 1
      print hash[path] " " $0 >files
      if (source[path] != "") now[source[path]] = hash[path] " " $1 " " $2 " " $3 " " $4 " " $5 " " source[path]
      left--
    }
    END {
      if (changed) exit 3
      for (n = 1; n <= count; n++) print (paths[n] in now ? now[paths[n]] : lines[n]) >renewed
      exit left != 0
    }' from=list "$incoming/list" FS=' ' from=held "$incoming/held" from=found - || code=$?
  case $code in
    0) [ -z "$base" ] || mv -f "$incoming/base" "$root/$group/$base/archive-files" ;;
    3) changed_base "$base" ;;
    *) give_up 'The connection ended before the whole revision had arrived.' ;;
  esac
}

receive() { # CODING LIST BASE
  if [ -d "$step" ]; then answer started; return; fi
  folder=$root/$group/$deployment incoming=$root/$group/$deployment/incoming-$$ list=$incoming/tree/$2 base=${3-}
  umask 022
  mkdir -p "$folder" && rm -rf "$folder"/incoming-* && mkdir "$incoming" "$incoming/tree" || give_up "The folder '$folder' cannot be made."
  if command -v find >/dev/null 2>&1 && find --version >/dev/null 2>&1; then lists=yes; else lists=''; fi
  # From here on what was looked at for the offer is told by its other stamps: to go, as old revisions do, changes the ctime of what they share.
  [ -z "$base" ] || mv -f "$groups/$group/held-$id" "$incoming/held" 2>/dev/null || changed_base "$base"
  rm -f "$groups/$group"/held-*
  prune
  leave_group
  # Not by way of a file: the disk may be what is full.
  problem=$({ unpack "$1" 2>&1 && echo unpacked; } | awk 'NR == 1 { first = $0 } { last = $0 } END { if (last != "unpacked") print first == "" ? "no reason was given" : first }')
  [ -z "$problem" ] || give_up "The revision could not be unpacked into '$folder': $problem"
  # It is the last thing that is sent.
  [ -f "$list" ] && mv -f "$list" "$incoming/list" || give_up 'The connection ended before the whole revision had arrived.'
  [ -z "$base" ] || link_base "$base"
  list_received
  take_revision
}

# Only what is whole gets the name by which everybody finds it, together with the result of the step.
take_revision() {
  enter_group
  if [ -d "$step" ]; then answer started; return; fi
  fresh=$groups/$group/new-$$
  rm -rf "$fresh"
  (umask 077 && mkdir "$fresh") && printf '%s\n' "$deployment" >"$fresh/deployment" && printf '%s\n' "$boot" >"$fresh/boot" && : >"$fresh/out" &&
    printf 'code 0\nscript \nmessage \n' >"$fresh/exit" || give_up "The step cannot be stored in '$fresh'."
  { rm -rf "$folder/deployment-archive" "$folder/archive-files" && mv "$incoming/tree" "$folder/deployment-archive" &&
    { [ -z "$lists" ] || mv "$incoming/files" "$folder/archive-files"; } &&
    mkdir -p "$instructions" && write "$instructions/${group}_most_recent_install" "$folder"; } 2>"$incoming/error" ||
    give_up "The revision could not be moved to '$folder/deployment-archive': $(first_line "$incoming/error")"
  persist "$fresh/exit" "$fresh"
  mv "$fresh" "$step" || give_up "The step cannot be stored in '$step'."
  persist "${step%/*}"
  answer "done" 'offset 0' 'tail 0' 'code 0' 'script ' 'message '
}
