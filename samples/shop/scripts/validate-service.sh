#!/bin/sh
# The shop must answer with the version of this revision.
set -eu
here=$(dirname "$0")
. "$here/settings.sh"

"$dotnet" "$directory/shop.dll" --check "http://127.0.0.1:$port/version" "$(cat "$here/../app/VERSION")"
