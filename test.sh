#!/usr/bin/env bash
# Builds Forge and runs its tests against the real parts: git, sshd, an S3 server and a Docker Engine of the run's own.
# usage: ./test.sh [--no-build] [NAME...]     all test projects, or some: Forge.Git.Tests, or Git for short
# Installs what is missing (as root, from Debian), leaves nothing running. The last line is the result: N passed, N failed.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 LC_ALL=C.UTF-8
results=artifacts/test-results
seconds_each=${FORGE_TEST_TIMEOUT:-600}

build=yes
names=()
for argument in "$@"; do
  case $argument in
    --no-build) build= ;;
    -*) sed -n '2,4s/^# //p' "$0" >&2; exit 2 ;;
    Forge.*) names+=("$argument") ;;
    *) names+=("Forge.$argument.Tests") ;;
  esac
done
[ ${#names[@]} -gt 0 ] || names=($(ls tests | grep '\.Tests$'))
for name in "${names[@]}"; do
  [ -d "tests/$name" ] || { echo "test.sh: there is no test project '$name'; there are: $(ls tests | grep '\.Tests$' | paste -sd' ')" >&2; exit 2; }
done

needs() { grep -rqs --include='*.cs' "$1" "${names[@]/#/tests/}"; }
require=(git setsid flock tar gzip zip unzip zstd busybox)
! needs OpenSshServer || require+=(sshd ssh ssh-keygen)
! needs DockerDaemon || require+=(dockerd)
! needs setfacl || require+=(setfacl)
! needs PrometheusServer || require+=(prometheus)
! needs S3Server || require+=(radosgw)
eng/require "${require[@]}"

# Everything of the run lies below one directory, and everything it starts has its name in the environment: so leftovers show.
TMPDIR=$(mktemp -d /tmp/forge-test-XXXXXX)
export TMPDIR
chmod 711 "$TMPDIR" # hooks of other accounts pass through
had_sshd_directory=$(ls -d /run/sshd 2>/dev/null || true)
left_processes() { # ids, without this script, its parents and what has ended but was not waited for
  local process id
  for process in /proc/[0-9]*; do
    id=${process#/proc/}
    [ "$id" != $$ ] && [ "$id" != "$BASHPID" ] && [ "$(cut -d' ' -f4 "$process/stat" 2>/dev/null)" != "$BASHPID" ] || continue
    { cat "$process/environ" "$process/cmdline"; readlink "$process/cwd"; } 2>/dev/null | grep -qaF "$TMPDIR" && echo "$id"
  done
  return 0
}
clean_up() {
  [ ! -d "$TMPDIR/docker" ] || eng/docker-engine stop "$TMPDIR/docker" || true
  kill -KILL $(left_processes) 2>/dev/null || true
  [ -n "$had_sshd_directory" ] || rmdir /run/sshd 2>/dev/null || true
  rm -rf "$TMPDIR"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

[ -z "$build" ] || dotnet build Forge.sln -c Release --disable-build-servers -clp:NoSummary -v:q
! needs DockerDaemon || { FORGE_TEST_DOCKER=$(eng/docker-engine start "$TMPDIR/docker") && export FORGE_TEST_DOCKER; }
rm -rf $results
mkdir -p $results

run() { # NAME
  local begin=$SECONDS code=0
  timeout --kill-after=10 "$seconds_each" dotnet "artifacts/bin/$1/release/$1.dll" -noColor -xml "$results/$1.xml" >"$results/$1.log" 2>&1 </dev/null || code=$?
  echo $code >"$results/$1.code"
  if [ $code -eq 0 ]; then echo "$1: ok, $((SECONDS - begin)) s"; else
    { [ $code -ne 124 ] || echo "took longer than $seconds_each s"; } >>"$results/$1.log"
    { echo "$1: FAILED (exit code $code), $((SECONDS - begin)) s"; sed 's/^/  /' "$results/$1.log"; } >&2
  fi
}
# Two at a time; what measures, kills hosts or fills the machine runs alone afterwards.
alone=(Forge.Integration.Tests)
running=0
for name in "${names[@]}"; do
  [[ " ${alone[*]} " != *" $name "* ]] || continue
  [ $running -lt 2 ] || { wait -n; running=$((running - 1)); }
  run "$name" &
  running=$((running + 1))
done
wait
for name in "${names[@]}"; do
  [[ " ${alone[*]} " != *" $name "* ]] || run "$name"
done

passed=0 failed=0 skipped=0
of() { sed -n "s/.*<assembly [^>]* $2=\"\([0-9]*\)\".*/\1/p" "$results/$1.xml" 2>/dev/null | head -n 1 || true; }
for name in "${names[@]}"; do
  p=$(of "$name" passed) f=$(of "$name" failed) s=$(of "$name" skipped) e=$(of "$name" errors)
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0} + ${e:-0})) skipped=$((skipped + ${s:-0}))
  # No report, no test, or a failure that the report does not know of: one more.
  if [ $((${p:-0} + ${f:-0})) -eq 0 ]; then
    echo "$name: no test ran" >&2
    failed=$((failed + 1))
  elif [ "$(cat "$results/$name.code")" != 0 ] && [ $((${f:-0} + ${e:-0})) -eq 0 ]; then failed=$((failed + 1)); fi
done

left=$(
  [ -z "${FORGE_TEST_DOCKER:-}" ] || docker --host "$FORGE_TEST_DOCKER" ps -a --format 'container {{.Names}} ({{.Image}}, {{.Status}})'
  [ ! -d "$TMPDIR/docker" ] || eng/docker-engine stop "$TMPDIR/docker"
  for id in $(left_processes); do echo "process $id: $(tr '\0' ' ' <"/proc/$id/cmdline")"; done
  awk -v dir="$TMPDIR" 'index($5, dir) == 1 { print "mount " $5 }' /proc/self/mountinfo
  find "$TMPDIR" -mindepth 1 -maxdepth 1 -name 'forge-*' -printf 'file %f\n'
)
if [ -n "$left" ]; then
  printf 'left behind by the tests:\n%s\n' "$left" >&2
  failed=$((failed + 1))
fi
sed -n 's/.*\b\([0-9][0-9]* bad inputs: [a-z0-9, -]*\).*/\1/p' "$results/Forge.Architecture.Tests.xml" 2>/dev/null | head -n 1 || true
echo "$passed passed, $failed failed$([ $skipped -eq 0 ] || echo ", $skipped skipped")"
[ $failed -eq 0 ]
