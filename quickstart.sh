#!/usr/bin/env bash
# The main job, from a push to three running copies of an application and back, on this machine alone.
# usage: ./quickstart.sh [--docker] [--ssh] [--keep]
#   --docker   builds in a container of a Docker Engine of its own (installs docker.io)
#   --ssh      deploys to three sshd of its own instead of three local targets (installs openssh-server)
#   --keep     waits for Enter before it stops everything, so that you can look around
set -eu
export LC_ALL=C DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
docker= ssh= keep=
for option in "$@"; do
  case $option in
    --docker) docker=1 ;;
    --ssh) ssh=1 ;;
    --keep) keep=1 ;;
    *) echo "quickstart: '$option' is not an option; there are --docker, --ssh and --keep" >&2; exit 2 ;;
  esac
done

title() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
work=$(mktemp -d -t forge-quickstart.XXXXXX)
page=$here/artifacts/quickstart/timeline.html
forge() { dotnet "$here/artifacts/bin/Forge.Cli/release/forge.dll" "$@"; }

serving= watching=
clean_up() {
  status=$?
  set +e
  [ -z "$watching" ] || kill "$watching" 2>/dev/null
  [ -z "$serving" ] || { kill -TERM "$serving" 2>/dev/null && wait "$serving" 2>/dev/null; }
  for n in 1 2 3; do
    stop=$(ls -d "$work/web-$n"/state/*/*/deployment-archive/scripts/application-stop.sh 2>/dev/null | head -n 1)
    [ -z "$stop" ] || FORGE_DESTINATION_ROOT=$work/web-$n/root PORT=${ports[n]} sh "$stop" >/dev/null 2>&1
    [ ! -d "$work/sshd-$n" ] || eng/ssh-server stop "$work/sshd-$n"
  done
  [ ! -d "$work/docker" ] || eng/docker-engine stop "$work/docker"
  rm -rf "$work"
  exit $status
}
trap clean_up EXIT
trap 'exit 130' INT TERM

free_port() { # below the range from which the kernel takes the ports of outgoing connections
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo $port
}
ask() { # PORT: what answers there to GET /version
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET /version HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
  tr -d '\r' <&3 | sed '1,/^$/d'
  exec 3>&-
}
ask_all() {
  local n
  for n in 1 2 3; do echo "web-$n on port ${ports[n]} answers: $(ask "${ports[n]}")"; done
}
wait_for_run() { # N: until the Nth run of the pipeline has ended
  local end=$((SECONDS + 300))
  until [ "$(grep -c '^Run shop-' "$work/serve.log")" -ge "$1" ]; do
    kill -0 "$serving" 2>/dev/null || { echo "quickstart: the host has stopped" >&2; exit 1; }
    [ $SECONDS -lt $end ] || { echo "quickstart: run $1 did not end within 300 s" >&2; exit 1; }
    sleep 0.1
  done
  sleep 0.3 # the watching tail prints the rest
}
git_in() { git -C "$work/checkout" -c user.name=Alice -c user.email=alice@example.com "$@"; }

title "Build Forge"
eng/require git setsid flock ps ${docker:+dockerd busybox} ${ssh:+sshd ssh-keygen}
dotnet build src/Forge.Cli --configuration Release --disable-build-servers --verbosity quiet --nologo
began=$SECONDS

title "Start a host"
ports=(0 "$(free_port)" "$(free_port)" "$(free_port)" "$(free_port)")
targets=
for n in 1 2 3; do
  mkdir -p "$work/web-$n/root"
  connection=
  if [ -n "$ssh" ]; then
    port=$(eng/ssh-server start "$work/sshd-$n")
    connection="\"host\": \"127.0.0.1\", \"port\": $port, \"user\": \"$(id -un)\", \"privateKeyPath\": \"$work/sshd-$n/client_key\", \"hostKey\": \"$(cat "$work/sshd-$n/fingerprint")\","
  fi
  targets+="{ \"name\": \"web-$n\", $connection \"stateDirectory\": \"$work/web-$n/state\", \"destinationRoot\": \"$work/web-$n/root\",
      \"variables\": { \"PORT\": \"${ports[n]}\", \"DOTNET\": \"$(command -v dotnet)\" } }$([ $n = 3 ] || echo ,)
    "
done
executor=process engine=
if [ -n "$docker" ]; then
  executor=docker
  endpoint=$(eng/docker-engine start "$work/docker" dotnet)
  engine="\"docker\": { \"endpoint\": \"$endpoint\", \"defaultImage\": \"forge/dotnet:local\" },"
fi
cat >"$work/forge.json" <<X
{
  "root": "data",
  "urls": "http://127.0.0.1:${ports[4]}",
  $engine
  "targets": [
    $targets],
  "groups": [
    { "name": "web", "application": "shop", "targets": [ "web-1", "web-2", "web-3" ], "configuration": "CodeDeployDefault.OneAtATime" }
  ],
  "pipelines": [
    { "name": "shop", "repository": "shop", "branch": "main", "executor": "$executor", "deploymentGroup": "web" }
  ]
}
X
dotnet artifacts/bin/Forge.Cli/release/forge.dll serve --config "$work/forge.json" >"$work/serve.log" 2>&1 &
serving=$!
until grep -q '^Forge serves' "$work/serve.log"; do
  kill -0 $serving 2>/dev/null || { cat "$work/serve.log"; exit 1; }
  sleep 0.05
done
tail -n +1 -f "$work/serve.log" &
watching=$!

title "Create the repository 'shop' and a user"
forge git repo create shop --root "$work/data"
credential=$(forge git user create alice --push shop --root "$work/data" 2>/dev/null)
(umask 077; echo "http://$credential@127.0.0.1:${ports[4]}" >"$work/credential")

title "Push version 1: it is built, stored, and deployed to one target after the other"
cp -r samples/shop "$work/checkout"
git init -q -b main "$work/checkout"
git_in config credential.helper "store --file=$work/credential"
git_in add -A
git_in commit -q -m "Open the shop"
git_in push "http://127.0.0.1:${ports[4]}/git/shop" main
wait_for_run 1

title "Ask each target for its version"
before=$(ask_all)
echo "$before"

title "Push version 2, which does not work: the deployment fails on the first target and is rolled back"
git_in apply bad-version.patch
git_in commit -q -a -m "Break the shop"
git_in push "http://127.0.0.1:${ports[4]}/git/shop" main
wait_for_run 2

title "Ask again"
after=$(ask_all)
echo "$after"

title "What happened"
mkdir -p "$(dirname "$page")"
forge timeline --root "$work/data" --html "$page"
[ "$(grep -c 'answers: 1\.0\.0$' <<<"$before")" = 3 ] || { echo "quickstart: not every target answered version 1.0.0" >&2; exit 1; }
[ "$after" = "$before" ] || { echo "quickstart: after the rollback the answers differ" >&2; exit 1; }
grep -q '^Run shop-.* SUCCEEDED' "$work/serve.log" && grep -q '^Run shop-.* FAILED' "$work/serve.log" || { echo "quickstart: one run was to succeed and one to fail" >&2; exit 1; }
[ -z "$keep" ] || read -rp "Everything runs until you press Enter. The files are in $work. "
echo "The timeline is in $page. It took $((SECONDS - began)) s after the compile; everything is being stopped."
