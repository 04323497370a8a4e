# For scenarios that do a test at full size: what the test holds against the faults, as "ratio NAME FAILED". A test that did not run is no success.
faults() { # NAME PROJECT TEST VARIABLE=TIMES
  local log
  log=$(mktemp)
  env "$4" dotnet "artifacts/bin/$2/release/$2.dll" -noColor -showLiveOutput -method "$2.$3" 2>&1 | tee "$log" >&2 || true
  sed -n "s/^ *$2  Total: 1, Errors: 0, Failed: \([0-9]*\), Skipped: 0,.*/ratio $1 \1/p" "$log" | grep .
  grep -q "Total: 1, Errors: 0, Failed: 0," "$log"
}
