# Where this machine's shop lives. A machine with several shops gives each a root and a port of its own.
root=${FORGE_DESTINATION_ROOT:-}
directory=$root/opt/shop
pid_file=$root/var/run/shop.pid
log_file=$root/var/log/shop.log
port=${PORT:-8080}
dotnet=${DOTNET:-dotnet}

# Whether the recorded process is still the shop, and not another one that got its number.
is_running() {
  [ -f "$pid_file" ] && pid=$(cat "$pid_file") && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$directory/shop.dll"
}
