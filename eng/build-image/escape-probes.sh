#!/bin/bash
# Tries to get out of a container, in many ways. Each must be refused; says of each whether it was.
# usage: escape-probes.sh [NAME...]   all, or those of the names; only some are harmless where they are not refused
only=("$@")
probe() { # NAME COMMAND...
  local name=$1
  [ ${#only[@]} -eq 0 ] || [[ "|$(IFS='|'; echo "${only[*]}")|" == *"|$name|"* ]] || return 0
  shift
  if (timeout 5 "$@") >/dev/null 2>&1 </dev/null; then echo "$name: ALLOWED"; else echo "$name: refused"; fi
}
# A system call by its number on x86-64 and on ARM64; succeeds unless the kernel says EPERM, EACCES or ENOSYS.
call() { # X86 ARM ARGUMENT...
  local number=$1
  [ "$(uname -m)" = x86_64 ] || number=$2
  shift 2
  perl -e '$r = syscall(shift() + 0, map { $_ + 0 } @ARGV); exit($r < 0 && ($! == 1 || $! == 13 || $! == 38) ? 1 : 0)' "$number" "$@"
}
export -f call
write() { echo "$2" >"$1"; }
export -f write
mkdir -p /tmp/probe

probe "mount a file system" mount -t tmpfs none /tmp/probe
probe "mount the root elsewhere" mount --bind / /tmp/probe
probe "unmount /proc" umount /proc
probe "new mount namespace" unshare --mount true
probe "new user namespace" unshare --user --map-root-user true
probe "new network namespace" unshare --net true
probe "join a namespace" bash -c 'call 308 268 0 0'
probe "make a block device" mknod /tmp/probe/disk b 8 0
probe "make a memory device" mknod /tmp/probe/mem c 1 1
probe "open the machine's memory" head -c 1 /dev/mem
probe "read the kernel's memory" bash -c 'head -c 1 /proc/kcore | grep -q .'
probe "read the kernel's keys" bash -c 'head -c 1 /proc/keys | grep -q .'
probe "change core_pattern" bash -c 'write /proc/sys/kernel/core_pattern "|/tmp/probe/x"'
probe "press SysRq" bash -c 'write /proc/sysrq-trigger h'
probe "change uevent_helper" bash -c 'write /sys/kernel/uevent_helper /tmp/probe/x'
probe "make a control group" bash -c 'mkdir "$(find /sys/fs/cgroup -mindepth 0 -maxdepth 1 -type d | tail -n 1)/probe"'
probe "raise the limit of processes" bash -c 'for f in $(find /sys/fs/cgroup -name pids.max); do write "$f" max && exit 0; done; exit 1'
probe "write the release agent" bash -c 'for f in $(find /sys/fs/cgroup -name release_agent -o -name devices.allow); do write "$f" a && exit 0; done; exit 1'
probe "find the engine's socket" bash -c 'ls /var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock | grep -q .'
probe "see other processes" bash -c 'grep -qaE "[d]ockerd|[c]ontainerd|[d]otnet" /proc/[0-9]*/cmdline'
probe "read the environment of the host" bash -c 'tr "\0" "\n" </proc/1/environ | grep -q ^FORGE_TEST_DOCKER='
probe "reach the metadata of the machine" bash -c ': </dev/tcp/169.254.169.254/80'
probe "reach the credentials of the machine" bash -c ': </dev/tcp/169.254.170.2/80'
probe "have a way out" perl -e 'socket(S, 2, 2, 0); connect(S, pack("SnC4x8", 2, 9, 192, 0, 2, 1)) or exit 1'
probe "open a raw socket" perl -e 'socket(S, 2, 3, 1) or exit 1'
probe "open a packet socket" perl -e 'socket(S, 17, 3, 768) or exit 1'
probe "change the host's name" bash -c 'call 170 161 0 0'
probe "set the clock" date -s "@$(date +%s)"
probe "change the root" perl -e 'chroot("/") or exit 1'
probe "join a key ring" bash -c 'call 250 219 0 -3 1'
probe "add a key" bash -c 'call 248 217 0 0 0 0 0'
probe "load a program into the kernel" bash -c 'call 321 280 0 0 0'
probe "load a module" bash -c 'call 175 105 0 0 0'
probe "load a kernel" bash -c 'call 246 104 0 0 0 0'
probe "open a file by its handle" bash -c 'call 304 265 -1 0 0'
probe "watch the processor" bash -c 'call 298 241 0 0 -1 -1 0'
probe "trace the first process of the machine" bash -c 'tr "\0" " " </proc/1/cmdline | grep -qE "systemd|/sbin/init"'
probe "trace a process of another user" bash -c 'setpriv --reuid=1001 --clear-groups sleep 3 & sleep 0.2; kill -0 $! && call 101 117 16 $! 0 0'
probe "read another user's environment" bash -c 'setpriv --reuid=1001 --clear-groups sleep 3 & sleep 0.2; head -c 1 /proc/$!/environ | grep -q .'
probe "read the machine's disk" bash -c 'for d in /dev/[svx]d[a-z] /dev/nvme*n1 /dev/loop[0-9]; do [ -b "$d" ] && head -c 1 "$d" && exit 0; done; exit 1'
probe "change an address of the network" perl -e 'socket(S, 2, 2, 0); $r = pack("a16SnC4x16", "lo", 2, 0, 127, 0, 0, 1); ioctl(S, 0x8916, $r) or exit 1'
probe "change the kernel's settings" bash -c 'write /proc/sys/net/ipv4/ip_forward "$(cat /proc/sys/net/ipv4/ip_forward)"'
probe "read the kernel's log" bash -c 'call 103 116 10 0 0'
probe "be killed last" bash -c 'write /proc/self/oom_score_adj -1000'
probe "open more files" bash -c 'ulimit -Hn 1000000'
probe "gain rights by a program" grep -qE '^NoNewPrivs:.*0$' /proc/self/status
probe "have more processes than allowed" bash -c 'for i in {1..300}; do sleep 2 & done 2>/dev/null; set -- /proc/[0-9]*; [ $# -gt 250 ]'
