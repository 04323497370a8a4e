#!/usr/bin/env bash
# Measures Forge against a floor in the same run: paired rounds, the median of their ratios.
# usage: ./bench.sh [NAME...]    scenarios in benchmarks/scenarios/; prints "ratio NAME VALUE" for each
# Benchmarks of single hot paths: dotnet run -c Release --project benchmarks/Forge.Benchmarks -- --filter '*'
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1 LC_ALL=C.UTF-8
scenarios=benchmarks/scenarios
names=("$@")
[ ${#names[@]} -gt 0 ] || names=($(ls $scenarios))
for name in "${names[@]}"; do
  [ -x "$scenarios/$name" ] || { echo "bench.sh: there is no scenario '$name'; there are: $(ls $scenarios | paste -sd' ')" >&2; exit 2; }
done

# A scenario prints what it does on stderr, and on stdout lines "ratio NAME VALUE". It finds a scratch directory in TMPDIR.
dotnet build Forge.sln -c Release --disable-build-servers -clp:NoSummary -v:q >&2
for name in "${names[@]}"; do
  scratch=$(mktemp -d /tmp/forge-bench-XXXXXX)
  TMPDIR=$scratch timeout --kill-after=30 900 "$scenarios/$name" || { rm -rf "$scratch"; echo "bench.sh: '$name' failed" >&2; exit 1; }
  rm -rf "$scratch"
done
