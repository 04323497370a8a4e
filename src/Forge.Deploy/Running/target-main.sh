
# ---- the dispatcher ----------------------------------------------------------------------------------------------------

leave() {
  [ -z "$lock" ] || leave_group
  [ ! -e "$fresh" ] || rm -rf "$fresh"
  [ -z "$incoming" ] || rm -rf "$incoming"
}

lock='' fresh='' pid='' incoming=''
boot_id
verb=$1
shift
case $verb in
  check) check && exit ;;
  installed) group=$1 && installed && exit ;;
esac
id=$1 group=$2 step=$groups/$2/steps/$1
if [ "$verb" = work ]; then
  deployment=$3
  work
fi
if [ "$verb" = offer ]; then offer && exit; fi
epoch=$3
trap leave EXIT
[ -d "$groups/$group/steps" ] || mkdir -p "$groups/$group/steps" || give_up "The folder '$groups/$group' cannot be made."
case $verb in
  receive) deployment=$4 keep=$5 && enter_group && receive "$6" "$7" "${8-}" ;;
  step)
    offset=$4 patience=$5 deployment=$6
    [ -d "$step" ] || begin
    enter_group
    [ -d "$step" ] || launch
    leave_group
    follow
    ;;
  follow) offset=$4 patience=$5 && follow ;;
  stop) enter_group && halt && answer stopped ;;
esac
# end of the target runner
