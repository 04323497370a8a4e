
# ---- the step itself ---------------------------------------------------------------------------------------------------

finish() { # CODE SCRIPT MESSAGE
  trap - EXIT
  record "$@"
  exit 0
}

# The work is a file of calls of the functions below, written by the host; every word in it is quoted.
work() {
  cd /
  trap 'finish 5 "" "The runner ended unexpectedly: $(first_line "$step/fault")"' EXIT
  . "$step/work"
  finish 0 '' ''
}

# ---- installing --------------------------------------------------------------------------------------------------------
#
# The plan is lines of the work: `#d PATH` for a directory, `#c FROM TO` for a folder that is copied from, and after it `#f NAME` for each
# file in it; the fields are divided by tabs. Where nothing is in the way, programs carry it out (target-plan.sh). Else it becomes
# functions that call d, f and c once for every directory, file and folder, as the permissions call m. Each pass over the plan gives
# these names another meaning. An entry has a number, by which passes leave each other notes: note_7=kept says that entry 7 stays as
# it was found.

install() { # BEHAVIOUR APPSPEC PERMISSIONS
  behaviour=$1 noted='' last_parent='' cleanup=$instructions/$group-cleanup permissions=$3
  [ -d "$instructions" ] || mkdir -p "$instructions" || finish 5 '' "The folder '$instructions' cannot be made."
  encode "$2"
  printf '%s\n' "$replaced" >"$root/$group/$deployment/appspec-name"
  umask 022
  if is_plain; then
    install_plainly
  else
    read_plan
    check_plan
    remove_previous
    list_new
    make_directories
    copy_files
    set_permissions
  fi
  write "$instructions/${group}_last_successful_install" "$root/$group/$deployment" ||
    finish 5 '' "The record of the installed revision in '$instructions' could not be written."
}

read_plan() {
  awk -F '\t' -v q="'" -v qq='"' -v archive="$root/$group/$deployment/deployment-archive" -v copies="$step/copies" '
    function text(word) { gsub(/%09/, "\t", word); gsub(/%0A/, "\n", word); gsub(/%25/, "%", word); return word }
    function quoted(word) { gsub(q, q qq q qq q, word); return q word q }
    BEGIN { print "directories() {\n:"; print "copies() {\n:" >copies }
    $1 == "#d" { print "d " ++number " " quoted(text($2)) }
    $1 == "#c" { from = text($2); to = text($3); in_call = 0; if (!in_files++) print "}\nfiles() {\n:" }
    $1 == "#f" {
      name = text($2)
      print "f " ++number " " quoted(from "/" name) " " quoted(to "/" name)
      if (in_call++ % 500 == 0) printf "\nc %s %s %d", quoted(from), quoted(to), number >copies
      printf " %s", quoted(name) >copies
    }
    END { if (!in_files) print "}\nfiles() {\n:"; print "}"; print "\n}" >copies }' "$step/work" >"$step/plan" &&
    . "$step/plan" && . "$step/copies" || conflict "The plan could not be written to '$step'."
}

note() { # NUMBER TEXT
  eval "note_$1=\$2"
  noted=yes
}

noted() { # NUMBER TEXT
  [ -n "$noted" ] || return 1
  eval "[ \"\${note_$1-}\" = \"\$2\" ]"
}

conflict() { # MESSAGE
  finish 5 '' "$1 Nothing was changed."
}

check_plan() {
  d() {
    if [ -d "$2" ]; then :; elif [ -e "$2" ] || [ -L "$2" ]; then
      encode "$2" && printf 'D %s %s\n' "$1" "$replaced"
    else
      check_parent "$2"
    fi
  }
  f() {
    if [ ! -e "$2" ] && [ ! -L "$2" ]; then encode "$2" && printf 'S %s %s\n' "$1" "$replaced"; fi
    if [ -L "$3" ] || [ -e "$3" ]; then
      encode "$3"
      if [ -d "$3" ]; then kind=T; elif [ -L "$3" ] && [ ! -e "$3" ]; then kind=L; else kind=F; fi
      printf '%s %s %s\n' "$kind" "$1" "$replaced"
    fi
    check_parent "$3"
  }
  acl() { command -v setfacl >/dev/null || conflict "The appspec sets access control lists, and the target lacks 'setfacl': install it there (package acl)."; }
  context() {
    command -v semanage >/dev/null && command -v restorecon >/dev/null && selinuxenabled 2>/dev/null ||
      conflict "The appspec sets an SELinux context, and SELinux is off on the target, or 'semanage', 'restorecon' or 'selinuxenabled' is missing."
  }
  acls
  contexts
  { directories && files; } >"$step/claims" || conflict "The check of the plan could not be written to '$step'."
  previous=$cleanup
  [ -f "$previous" ] || previous=/dev/null
  # What the previous Install of the group put there will be gone; a directory in a file's place is looked at below.
  awk '
    from == "previous" { if (/^f /) mine[substr($0, 3)]; next }
    { path = $0; sub(/^[A-Z] [0-9]+ /, "", path) }
    /^T / || !(path in mine)' from=previous "$previous" from=claims "$step/claims" >"$step/foreign" ||
    conflict "The list '$cleanup' of the previous installation could not be read."
  while IFS= read -r claim; do
    number=${claim#* }
    decode "${number#* }"
    judge "${claim%% *}" "${number%% *}" "$replaced"
  done <"$step/foreign"
}

check_parent() { # PATH
  parent=${1%/*}
  [ "$parent" != "$last_parent" ] || return 0
  last_parent=$parent
  if [ -d "${parent:-/}" ] && [ ! -w "${parent:-/}" ]; then encode "${parent:-/}" && printf 'W 0 %s\n' "$replaced"; fi
}

judge() { # KIND NUMBER PATH
  case $1 in
    D) conflict "The directory '$3' cannot be made: a file of that name is there. Remove it or choose another destination." ;;
    S) conflict "The source '$3' is not in the revision." ;;
    W) conflict "Nothing can be written to '$3': it is read-only for this account." ;;
    L) note "$2" found ;;
    T)
      will_be_gone "$3" ||
        conflict "The file '$3' cannot be copied: a directory of that name is there. Remove it or choose another destination."
      ;;
    F)
      case $behaviour in
        disallow)
          conflict "The file '$3' exists and was not installed by this deployment group. Remove it, or set file_exists_behavior to OVERWRITE or RETAIN."
          ;;
        retain) note "$2" kept ;;
        overwrite) note "$2" found ;;
      esac
      ;;
  esac
}

installed_before() { # KIND PATH
  encode "$2"
  grep -Fqx "$1 $replaced" "$previous"
}

# A directory goes with the previous revision when that made it and nothing is in it that somebody else put there.
will_be_gone() (
  if [ -L "$1" ]; then installed_before f "$1"; exit; fi
  installed_before d "$1" || exit 1
  for inner in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if [ ! -e "$inner" ] && [ ! -L "$inner" ]; then continue; fi
    if [ -d "$inner" ] && [ ! -L "$inner" ]; then will_be_gone "$inner" || exit 1; else installed_before f "$inner" || exit 1; fi
  done
)

# Runs a command with the names on standard input, encoded, one on a line, some hundred at a time. What it runs it writes as a
# script of quoted words: the xargs of some busybox mixes names up after the first batch.
each() { # COMMAND...
  awk -v q="'" -v qq='"' '
    function flush() { if (words != "") print "\"$@\"" words " || failed=yes"; words = "" }
    { gsub(/%0A/, "\n"); gsub(/%25/, "%"); gsub(q, q qq q qq q); words = words " " q $0 q }
    NR % 200 == 0 { flush() }
    END { flush() }' >"$step/batches" || return 1
  failed=''
  . "$step/batches"
  [ -z "$failed" ]
}

remove_previous() {
  [ -f "$cleanup" ] || return 0
  forget_contexts
  awk '/^f /' "$cleanup" >"$step/claims"
  cut -c 3- "$step/claims" | each rm -f -- 2>"$step/error" || verify_removed
  # Children before parents; a directory that holds anything stays.
  awk '/^d / { print substr($0, 3) }' "$cleanup" | sort -r | each rmdir -- 2>/dev/null || :
}

forget_contexts() {
  awk '/^s /' "$cleanup" >"$step/claims"
  while IFS= read -r line; do
    decode "${line#? }"
    expression "$replaced"
    semanage fcontext -d "$expression" </dev/null >/dev/null 2>&1 || :
  done <"$step/claims"
}

# semanage takes a regular expression: a path must mean itself alone.
expression() { # PATH: the expression in $expression
  expression=$(printf '%s' "$1" | sed 's/[][\.|$(){}?+*^]/\\&/g' && echo .)
  expression=${expression%.}
}

# A directory in the place of a removed file is somebody's own; anything else that is left is a failure.
verify_removed() { # the files are in claims
  while IFS= read -r line; do
    decode "${line#? }"
    if [ -L "$replaced" ] || { [ -e "$replaced" ] && [ ! -d "$replaced" ]; }; then
      finish 5 '' "The file '$replaced' of the previous revision could not be removed: $(first_line "$step/error")"
    fi
  done <"$step/claims"
}

# Written whole before the first copy, so that whatever happens next, the next Install knows what to undo.
list_new() {
  d() { if [ -d "$2" ]; then note "$1" kept; else encode "$2" && printf 'd %s\n' "$replaced"; fi; }
  f() { if ! noted "$1" kept; then encode "$3" && printf 'f %s\n' "$replaced"; fi; }
  m() { noted "$1" kept || { encode "$2" && printf 's %s\n' "$replaced"; }; }
  context() { "$2"; }
  { directories && files && contexts; } >"$cleanup.new" && persist "$cleanup.new" && mv -f "$cleanup.new" "$cleanup" && persist "$instructions" ||
    finish 5 '' "The list of what is installed, '$cleanup', could not be written."
}

make_directories() {
  d() { noted "$1" kept || { encode "$2" && printf '%s\n' "$replaced"; }; }
  directories | each mkdir -- 2>"$step/error" ||
    finish 5 '' "A directory could not be made: $(first_line "$step/error")"
}

copy_files() {
  c() { # FROM TO FIRST_NUMBER NAME...: a name may lead into folders, which are there
    from=$1 to=$2 number=$3
    shift 3
    cd "$from/" || finish 5 '' "The folder '$from' of the revision cannot be entered."
    if [ -z "$files_noted" ] && [ $# -gt "$few" ] && one_line_each "$@"; then
      copy_many "$@"
      return
    fi
    for name; do
      copy_one "$name" "$to/$name"
      number=$((number + 1))
    done
  }
  files_noted='' tar_reads_lists=''
  ! tar --version 2>/dev/null | grep -q GNU || tar_reads_lists=yes
  f() { if noted "$1" kept || noted "$1" found; then files_noted=yes; fi; }
  [ -z "$noted" ] || files
  copies
  cd /
}

one_line_each() { # NAME...: tar reads a list by lines, and a backslash in it as the beginning of something
  case "$*" in *\\* | *"$nl"*) return 1 ;; esac
}

# One pair of programs for all folders: to start one for each takes longer than the copying. Not every tar reads a list.
copy_many() { # NAME...: nothing is in their places
  rm -f "$step/unread"
  printf './%s\n' "$@" >"$step/names" || copy_failed "$to"
  if [ -z "$tar_reads_lists" ]; then
    awk -v q="'" -v qq='"' '
      function flush() { if (words != "") print "cp -f -p -P --" words " \"$to/\"" q folder q " || failed=yes"; words = "" }
      { gsub(q, q qq q qq q); at = match($0, /[^\/]*$/); if (substr($0, 1, at - 1) != folder || NR % 200 == 0) flush(); folder = substr($0, 1, at - 1); words = words " " q $0 q }
      END { flush() }' "$step/names" >"$step/batches" || copy_failed "$to"
    failed=''
    . "$step/batches" 2>"$step/error"
    [ -z "$failed" ] || copy_failed "$to"
    return
  fi
  { tar -c -b 128 -f - -T "$step/names" 2>"$step/error" || cp "$step/error" "$step/unread"; } | tar -x -p -b 128 -f - -C "${to:-/}" 2>"$step/error-2" || {
    mv -f "$step/error-2" "$step/error"
    copy_failed "$to"
  }
  [ ! -e "$step/unread" ] || { mv -f "$step/unread" "$step/error" && copy_failed "$to"; }
}

copy_one() { # NAME PATH: something may be in its place
  if noted "$number" kept; then return; fi
  target=$2
  if [ -L "$1" ]; then
    rm -f -- "$2"
  elif [ -L "$2" ]; then
    # The link's target is written, as the reference does; programs differ in it. The point keeps a newline at the end of the name.
    target=$(readlink -f -- "$2" && echo .)
    target=${target%"$nl".}
  fi
  cp -f -p -P -- "$1" "$target" 2>"$step/error" || copy_failed "$2"
}

copy_failed() { # PATH
  finish 5 '' "Copying to '$1' failed: $(first_line "$step/error")"
}

set_permissions() {
  m() { noted "$1" kept || { encode "$2" && printf '%s\n' "$replaced"; }; }
  modes
  acl() { # ENTRIES and what is derived from the mode, FUNCTION
    "$2" >"$step/claims" && access_lists "$1"
  }
  acls
  context() { # USER TYPE RANGE, FUNCTION
    "$2" >"$step/claims" && security_contexts $1
  }
  contexts
  owners
}

access_lists() { # ENTRIES and what is derived; the paths are in claims
  while IFS= read -r line; do
    decode "$line"
    path=$replaced
    rest=00$(stat -L -c %a -- "$path" 2>"$step/error") || finish 5 '' "The mode of '$path' could not be read: $(first_line "$step/error")"
    others=${rest#"${rest%?}"} rest=${rest%?}
    group_of=${rest#"${rest%?}"} rest=${rest%?}
    owner_of=${rest#"${rest%?}"}
    entries=${1%% *}
    for kind in ${1#"$entries"}; do
      case $kind in *u) bits=$owner_of ;; *o) bits=$others ;; *) bits=$group_of ;; esac
      case $kind in d?) entries=$entries,d:${kind#d}::$bits ;; *) entries=$entries,$kind::$bits ;; esac
    done
    setfacl --set "$entries" -- "$path" 2>"$step/error" ||
      finish 5 '' "The access control list '$entries' of '$path' could not be set: $(first_line "$step/error")"
  done <"$step/claims"
}

security_contexts() { # USER TYPE RANGE: - leaves it to the policy; the paths are in claims
  type=$2
  [ "$3" = - ] && range='' || range=$3
  [ "$1" = - ] && user='' || user=$1
  while IFS= read -r line; do
    decode "$line"
    path=$replaced
    expression "$path"
    set -- -t "$type" ${user:+-s "$user"} ${range:+-r "$range"}
    { semanage fcontext -a "$@" "$expression" || semanage fcontext -m "$@" "$expression"; } </dev/null >/dev/null 2>"$step/error" &&
      restorecon "$path" </dev/null >/dev/null 2>"$step/error" ||
      finish 5 '' "The SELinux context '$type' of '$path' could not be set: $(first_line "$step/error")"
  done <"$step/claims"
}

mode() { # MODE FUNCTION: the function names the paths
  "$2" | each chmod -- "$1" 2>"$step/error" || finish 5 '' "The mode '$1' could not be set: $(first_line "$step/error")"
}

owner() { # OWNER FUNCTION
  "$2" | each chown -- "$1" 2>"$step/error" || finish 5 '' "The owner '$1' could not be set: $(first_line "$step/error")"
}
