#!/bin/sh
# Ends the running shop: politely, and after ten seconds anyway.
set -eu
. "$(dirname "$0")/settings.sh"

if is_running; then
  kill "$pid"
  tries=100
  while is_running && [ $tries -gt 0 ]; do
    tries=$((tries - 1))
    sleep 0.1
  done
  ! is_running || kill -KILL "$pid"
  echo "Stopped the shop on port $port."
fi
rm -f "$pid_file"
