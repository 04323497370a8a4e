#!/bin/sh
# Nothing is started that is not all there.
set -eu
. "$(dirname "$0")/settings.sh"

for file in shop.dll catalogue.json VERSION; do
  [ -s "$directory/$file" ] || { echo "'$directory/$file' was not installed." >&2; exit 1; }
done
echo "Installed shop $(cat "$directory/VERSION") in $directory."
