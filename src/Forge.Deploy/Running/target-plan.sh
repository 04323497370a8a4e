
# ---- installing, where nothing is in the way -----------------------------------------------------------------------------
#
# With the tools of GNU the whole plan is checked by three programs and copied by two. What the last Install left as it is now is not
# copied again: there is a record of it, and who touches a file changes its ctime. Any doubt, and it is copied; anything unusual, and
# the other way is taken, which knows all cases and says what is wrong.
#
# The record begins with what else must be the same: the permissions of the plan, the boot (what was written before a power cut may
# never have reached the disk). Then `d MODE UID GID PATH` for the group's own directories, and for files
# HASH SOURCE-MODE INODE SIZE CTIME MTIME MODE UID GID PATH.

is_plain() {
  find --version >/dev/null 2>&1 || return 1
  case $(tar --version 2>/dev/null) in *GNU*) ;; *) return 1 ;; esac
  last_successful
  archive=$root/$group/$deployment/deployment-archive lists=$root/$group/$deployment/archive-files
  before=$cleanup record=$root/$group/$last_ok/installed-files
  [ -f "$before" ] || before=/dev/null
  [ -n "$last_ok" ] && [ -f "$record" ] || record=/dev/null
  [ -f "$lists" ] || lists=/dev/null
  mkdir "$step/plain" && list_parents && look >"$step/plain/looked" && found "$archive" >"$step/plain/found" 2>/dev/null && judge_all
}

# The directories that are looked into, those of the previous revision too. Names that a list by lines cannot hold are not plain.
list_parents() {
  awk -F '\t' -v step="$step" '
    function parent(path) { sub(/\/[^\/]*$/, "", path); return path == "" ? "/" : path }
    function want(path) { if (!(path in wanted)) { wanted[path]; print path } }
    /[%\\]/ && (from == "before" || /^#[dcf]\t/) { exit odd = 1 }
    from == "before" && !/^[df] / { exit odd = 1 }
    from == "before" { path = substr($0, 3); if (/^d /) want(path); want(parent(path)); next }
    $1 == "#d" { want($2); want(parent($2)) }
    $1 == "#c" { to = $3 }
    $1 == "#f" { want(parent(to "/" $2)) }
    !/^#/ { if (/^(acl|context) /) exit odd = 1 }
    END { print step; exit odd }' from=before "$before" from=work "$step/work" >"$step/plain/parents"
}

look() { # prints lines TYPE TARGET-TYPE INODE SIZE CTIME MTIME MODE UID GID PATH; the type is ! for a directory that cannot be written to
  xargs -d '\n' -a "$step/plain/parents" sh -c '
    line="%Y %i %s %C@ %T@ %m %U %G %p\n"
    exec find -H "$@" -maxdepth 1 ! -name "*
*" \( -type d ! -writable -printf "! $line" -o -printf "%y $line" \)' look 2>/dev/null
  [ -s "$step/plain/looked" ]
}

judge_all() {
  awk -v archive="$archive/" -v out="$step/plain" -v permissions="$permissions" -v boot="$boot" "$judging" \
    from=before "$before" from=record "$record" from=lists "$lists" from=found "$step/plain/found" from=looked "$step/plain/looked" FS='\t' from=work "$step/work"
}

# Fields are taken by their width, not by a pattern: that is what the time goes into.
judging='
  function parent(path) { sub(/\/[^\/]*$/, "", path); return path }
  function above(path) { for (path = parent(path); path in ours && !(path in stays); path = parent(path)) stays[path] }
  BEGIN { files = out "/files" }
  from == "before" { if (/^f /) mine[substr($0, 3)]; else ours[substr($0, 3)]; next }
  from == "record" {
    if (FNR == 1) same = ($0 == "permissions " permissions " boot " boot) && boot != "unknown"
    else if (!same) next
    else if ($1 == "d") own[substr($0, length($2 $3 $4) + 6)] = $2 " " $3 " " $4
    else record[substr($0, length($1 $2 $3 $4 $5 $6 $7 $8 $9) + 10)] = substr($0, 1, length($1 $2 $3 $4 $5 $6 $7 $8 $9) + 8)
    next
  }
  from == "lists" { sent[substr($0, 66)] = $1; next }
  from == "found" {
    path = archive substr($0, length($1 $2 $3 $4 $5) + 6)
    hash[path] = $0 in sent ? sent[$0] : "-"
    if ($0 in sent) source[path] = $2 " " $4 " " $5
    else source[path] = ""
    next
  }
  from == "looked" {
    path = substr($0, length($1 $2 $3 $4 $5 $6 $7 $8 $9) + 10)
    if ($2 == "d") {
      there[path]
      if ($1 == "!") shut[path]
      if (path in own && own[path] != $7 " " $8 " " $9) same = 0
    } else {
      type[path] = $1
      stamp[path] = substr($0, 5, length($0) - 5 - length(path))
    }
    if (!(path in mine) && !(path in ours) && path != "/") above(path)
    next
  }
  $1 == "#d" {
    if ($2 in type) exit odd = 1
    if (parent($2) in shut || (parent($2) == "" && "/" in shut)) exit odd = 1
    planned[++directories] = $2
    wanted[$2]
  }
  $1 == "#c" { from_folder = $2; to = $3; folders++; print from_folder "\t" to >(out "/folders"); next }
  $1 == "#f" {
    path = to "/" $2
    origin = from_folder "/" $2
    if (!(origin in hash) || path in there || (path in type && !(path in mine)) || parent(path) in shut || (parent(path) == "" && "/" in shut)) exit odd = 1
    new[++count] = path
    split(source[origin], is, " ")
    if (same && path in type && type[path] == "f" && hash[origin] != "-" && record[path] == hash[origin] " " is[3] " " stamp[path]) {
      split(stamp[path], at, " ")
      if (at[2] == is[1] && at[4] == is[2]) { kept[path]; left++ }
    }
    if (!(path in kept)) print "./" $2 >(out "/names-" folders)
    if (hash[origin] != "-") print hash[origin] " " is[3] " " is[1] " " is[2] " " path >files
  }
  END {
    if (odd) exit 1
    for (path in mine) if (!(path in kept)) print path >(out "/removed")
    for (path in ours) if (!(path in wanted) || !left) print path >(out "/emptied")
    for (n = 1; n <= directories; n++) {
      path = planned[n]
      is_gone = path in ours && !(path in stays)
      if (!(path in there) || (is_gone && !left)) print path >(out "/made")
      if (!(path in there) || is_gone) print "d " path >(out "/cleanup")
      else print n >(out "/untouched")
    }
    for (n = 1; n <= count; n++) print "f " new[n] >(out "/cleanup")
    printf "" >(out "/cleanup")
  }'

install_plainly() {
  cd "$step/plain" || finish 5 '' "The folder '$step/plain' is gone."
  if [ -s removed ]; then
    xargs -d '\n' -a removed rm -f -- 2>"$step/error" || { sed 's/^/f /' removed >"$step/claims" && verify_removed; }
  fi
  # Children before parents; a directory that holds anything stays.
  [ ! -s emptied ] || sort -r emptied | xargs -d '\n' rmdir -- 2>/dev/null || :
  mv -f cleanup "$cleanup.new" && persist "$cleanup.new" && mv -f "$cleanup.new" "$cleanup" && persist "$instructions" ||
    finish 5 '' "The list of what is installed, '$cleanup', could not be written."
  [ ! -s made ] || xargs -d '\n' -a made mkdir -p -- 2>"$step/error" || finish 5 '' "A directory could not be made: $(first_line "$step/error")"
  number=0
  [ ! -s folders ] || while IFS='	' read -r from to; do
    number=$((number + 1))
    [ ! -s "names-$number" ] || copy_listed "$step/plain/names-$number"
  done <folders
  # A directory that was there stays as it was.
  [ ! -s untouched ] || while IFS= read -r number; do note "$number" kept; done <untouched
  set_permissions
  keep_record
  cd / && rm -rf "$step/plain"
}

copy_listed() { # LIST, of names below $from that go to $to
  rm -f "$step/unread"
  { tar -c -b 128 -f - -C "$from" -T "$1" 2>"$step/error" || cp "$step/error" "$step/unread"; } | tar -x -p -b 128 -f - -C "${to:-/}" 2>"$step/error-2" || {
    mv -f "$step/error-2" "$step/error"
    copy_failed "$to"
  }
  [ ! -e "$step/unread" ] || { mv -f "$step/unread" "$step/error" && copy_failed "$to"; }
}

# A file counts as installed from a source when it has the size and the mtime of it. Without a record everything is copied next time.
keep_record() {
  [ -s files ] || return 0
  look >"$step/plain/looked"
  {
    printf 'permissions %s boot %s\n' "$permissions" "$boot"
    awk '
      from == "cleanup" { if (/^d /) ours[substr($0, 3)]; next }
      from == "files" { size[path = substr($0, length($1 $2 $3 $4) + 5)] = $3; mtime[path] = $4; of[path] = $1 " " $2; next }
      { path = substr($0, length($1 $2 $3 $4 $5 $6 $7 $8 $9) + 10) }
      path in ours && $2 == "d" && !(path in told) { told[path]; print "d " $7 " " $8 " " $9 " " path }
      path in of && $1 == "f" && size[path] == $4 && mtime[path] == $6 { print of[path] " " substr($0, 5) }' \
      from=cleanup "$cleanup" from=files files from=looked "$step/plain/looked"
  } >record && mv -f record "$root/$group/$deployment/installed-files" || rm -f "$root/$group/$deployment/installed-files"
}
