# For scenarios: a fleet of sshd on this machine, stopped when the scenario ends. The hosts' files lie in memory where there is room for
# them, so that the disk's queue does not decide.
eng/require sshd ssh ssh-keygen setsid flock zstd
servers=()
scenarios=(dotnet artifacts/bin/Forge.Scenarios/release/Forge.Scenarios.dll)
stop_fleet() {
  for server in "${servers[@]}"; do eng/ssh-server stop "$server"; done
  [ -z "${memory:-}" ] || rm -rf "$memory"
}
trap stop_fleet EXIT
fleet() { # HOSTS: sets $servers
  local n free
  export FORGE_SSH_HOME=$TMPDIR/home # what the account's shell does when it starts is no part of what is measured
  mkdir -p "$FORGE_SSH_HOME"
  for n in $(seq 0 $(($1 - 1))); do
    servers+=("$TMPDIR/sshd-$n")
    eng/ssh-server start "$TMPDIR/sshd-$n" >/dev/null
  done
  free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
  [ "${free:-0}" -lt $((8 * 1024 * 1024)) ] || { memory=$(mktemp -d /dev/shm/forge-bench-XXXXXX) && export TMPDIR=$memory; }
}
