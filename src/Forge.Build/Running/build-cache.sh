# The cache of a build, a part of the build runner. The host is asked for it before the first phase and may take it after the last.
# An archive `cache.tar` holds one archive for each place that paths can be below: the source, the home directory, the root.

. "$directory/build-globs.sh"

cached=none # what the host had: none | exact | other

place_of() {
  case $1 in
    src) echo "$source" ;;
    home) echo "$home" ;;
    *) echo / ;;
  esac
}

# tar_files OPTIONS ARCHIVE DIRECTORY LIST: some programs read lists of files, all read arguments.
tar_files() {
  if tar -cf /dev/null -T /dev/null 2>/dev/null; then
    tar "$1" "$2" -C "$3" -T "$4"
  else
    (
      IFS='
'
      set -f
      exec tar "$1" "$2" -C "$3" $(cat "$4")
    )
  fi
}

# Sorts the paths by place, relative to it.
sort_paths() {
  { read -r home; cat >"$directory/cache.wanted"; } <"$directory/cache.paths"
  while IFS= read -r path; do
    note "Expanded cache path $path"
    case $path in
      "$source"/*) printf '%s\n' "${path#"$source"/}" >>"$directory/cache.src" ;;
      "$home"/*) printf '%s\n' "${path#"$home"/}" >>"$directory/cache.home" ;;
      /*) printf '%s\n' "${path#/}" >>"$directory/cache.root" ;;
      ?*) printf '%s\n' "${path#./}" >>"$directory/cache.src" ;;
    esac
  done <"$directory/cache.wanted"
}

restore_cache() {
  request cache
  command -v tar >/dev/null && [ -e "$directory/cache.paths" ] || {
    note "Skipping the cache: the environment has no 'tar', or the texts of 'cache' cannot be expanded"
    caching=
    return
  }
  sort_paths
  tell cache wanted "$size"
  until [ -e "$directory/cache.answer" ] && read -r cached _ <"$directory/cache.answer"; do nap; done
  [ "$cached" != none ] || return 0
  note "Unarchiving cache..."
  mkdir "$directory/cache" && tar -xf "$directory/cache.tar" -C "$directory/cache" || {
    note "Skipping the cache: its archive cannot be read"
    cached=none
  }
  for part in src home root; do
    for archive in "$directory/cache/$part.tar" "$directory/cache/$part.tar.gz"; do
      [ ! -f "$archive" ] || [ -h "$archive" ] || unpack "$archive" "$(place_of $part)"
    done
  done
  rm -rf "$directory/cache" "$directory/cache.tar"
}

unpack() {
  case $1 in *.gz) form=z ;; *) form= ;; esac
  allowed=$directory/cache.allowed
  : >"$allowed"
  [ ! -e "$directory/cache.$part" ] || while IFS= read -r path; do
    printf '(\\./)?%s(/.*)?\n' "$(glob_expression "$path")" >>"$allowed"
  done <"$directory/cache.$part"
  [ -s "$allowed" ] || echo '^$' >"$allowed"
  tar "-t${form}f" "$1" >"$directory/cache.entries"
  grep -E -v '(^|/)\.\.(/|$)|/$' "$directory/cache.entries" | grep -E -x -f "$allowed" >"$directory/cache.good"
  grep -v '/$' "$directory/cache.entries" | grep -F -x -v -f "$directory/cache.good" >"$directory/cache.bad"
  [ -s "$directory/cache.good" ] || cp "$directory/cache.entries" "$directory/cache.bad"
  while IFS= read -r path; do
    note "Skipping cache entry: path \"$path\" is not within allowed cache paths"
  done <"$directory/cache.bad"
  if [ ! -s "$directory/cache.bad" ]; then
    tar "-x${form}f" "$1" -C "$2"
  elif [ -s "$directory/cache.good" ]; then
    tar_files "-x${form}f" "$1" "$2" "$directory/cache.good"
  fi || note "Some files of the cache could not be restored"
}

save_cache() {
  [ "$saving" = yes ] && [ "$last" = POST_BUILD ] && [ "$succeeding" = 1 ] && [ "$cached" != exact ] || return 0
  rm -rf "$directory/cache" "$directory/cache.tar"
  mkdir "$directory/cache"
  # Not compressed: the host stores each file once, and compresses it then.
  for part in src home root; do
    [ -e "$directory/cache.$part" ] || continue
    while IFS= read -r path; do
      (cd "$(place_of $part)" 2>/dev/null && glob_files "$path" '( -type f -o -type l )' '(/.*)?')
    done <"$directory/cache.$part" | LC_ALL=C sort -u | sed 's:^:./:' >"$directory/cache.list"
    [ ! -s "$directory/cache.list" ] || tar_files -cf "$directory/cache/$part.tar" "$(place_of $part)" "$directory/cache.list" \
      || note "Some files could not be put into the cache"
  done
  set -- "$directory/cache/"*
  if [ -e "$1" ]; then
    (cd "$directory/cache" && tar -cf "$directory/cache.tar" *) && tell cache packed "$size"
  else
    note "Nothing to cache: no file has one of the cache paths"
  fi
}
