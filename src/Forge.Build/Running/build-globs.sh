# Patterns for files, as buildspecs have them: * and ? stay within one name, ** crosses directories and also stands for none.

glob_across=$(printf '\001')
glob_all=$(printf '\002')

# Prints the extended regular expression for the paths that a pattern means.
glob_expression() {
  printf '%s\n' "$1" | sed \
    -e 's:^\(\./\)*::' -e 's:\(.\)//*$:\1:' -e 's/[].[\^$+(){}|]/\\&/g' \
    -e "s:^\*\*/:$glob_across:" -e "s:/\*\*/:/$glob_across:g" -e "s:/\*\*/:/$glob_across:g" -e "s:$glob_across\*\*/:$glob_across:g" \
    -e "s:\*\*:$glob_all:g" -e 's:\*:[^/]*:g' -e 's:?:[^/]:g' \
    -e "s:$glob_across:(.*/)?:g" -e "s:$glob_all:.*:g"
}

# Prints the paths of files below the current directory, or of the types that $2 says, that a pattern means.
glob_files() {
  glob=$1
  while :; do case $glob in ./*) glob=${glob#./} ;; *) break ;; esac; done
  case $glob in
    *[*?]*)
      root=${glob%%[*?]*}
      case $root in */*) root=${root%/*}/ ;; *) root=./ ;; esac
      ;;
    *) root=$glob ;;
  esac
  [ -e "$root" ] || return 0
  expression=$(glob_expression "$glob")
  find "$root" ${2:--type f} 2>/dev/null | sed -e 's:^\(\./\)*::' -e 's://*:/:g' | grep -E -x -e "$expression${3:-}" || :
}
