#!/bin/sh
set -eu
. "$(dirname "$0")/settings.sh"

mkdir -p "$directory" "$(dirname "$pid_file")" "$(dirname "$log_file")"
