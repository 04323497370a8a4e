#!/bin/sh
# Starts the shop in a session of its own, so that it outlives this script; nothing of it holds the script's output open.
set -eu
. "$(dirname "$0")/settings.sh"

setsid "$dotnet" "$directory/shop.dll" --urls "http://127.0.0.1:$port" </dev/null >>"$log_file" 2>&1 &
echo $! >"$pid_file"
echo "Started the shop on port $port as process $!."
