# host.sh STATE BOX NUMBER   Boots one simulated host and returns when its sshd listens.
# Run by sandbox.sh, several at a time. A host that was there before keeps its files, keys and address.
set -eu
umask 022
state=$1 box=$2 number=$3
host=$state/hosts/$box
. "$state/network"
address=$prefix.$((1 + (number - 1) / 250)).$((1 + (number - 1) % 250))

# What stays over a reboot.
furnish() {
  mkdir -p "$host/up/etc/ssh" "$host/root" "$host/home/student" "$host/home/teacher"
  chmod 700 "$host/root"
  chown 2000:2000 "$host/home/student"
  chown 2001:2001 "$host/home/teacher"
  echo "$box" >"$host/up/etc/hostname"
  printf '127.0.0.1 localhost\n127.0.1.1 %s\n::1 localhost\n' "$box" >"$host/up/etc/hosts"
  tr -d - </proc/sys/kernel/random/uuid >"$host/up/etc/machine-id"
  ssh-keygen -q -t ed25519 -N '' -C "$box" -f "$host/up/etc/ssh/ssh_host_ed25519_key"
  read -r type key comment <"$host/up/etc/ssh/ssh_host_ed25519_key.pub"
  echo "$box,$address $type $key" >"$host/known_hosts"
  echo "$number" >"$host/number"
  echo "$address" >"$host/address"
}

# What does not. The files of fstab(5) are those of the host, seen from outside.
power_on() {
  rm -rf "$host/run" "$host/tmp" "$host/shm" "$host/pid"
  mkdir -p "$host/fs" "$host/work" "$host/run/sshd" "$host/run/lock" "$host/tmp" "$host/shm"
  chmod 1777 "$host/tmp" "$host/shm" "$host/run/lock"
  cat /proc/sys/kernel/random/uuid >"$host/boot_id"
  cat >"$host/fstab" <<END
overlay $host/fs overlay lowerdir=$state/common:/,upperdir=$host/up,workdir=$host/work 0 0
$host/run $host/fs/run none bind 0 0
$host/tmp $host/fs/tmp none bind 0 0
$host/root $host/fs/root none bind 0 0
$host/home $host/fs/home none bind 0 0
/dev $host/fs/dev none bind 0 0
$host/shm $host/fs/dev/shm none bind 0 0
devpts $host/fs/dev/pts devpts newinstance,ptmxmode=0666,mode=620,gid=5 0 0
proc $host/fs/proc proc nosuid,nodev,noexec 0 0
sysfs $host/fs/sys sysfs nosuid,nodev,noexec 0 0
$host/boot_id $host/fs/proc/sys/kernel/random/boot_id none bind 0 0
END
  # setsid's child is the first process in the new PID namespace, away from this terminal and its signals
  unshare -m -n -u -i -p setsid -f sh "$state/init.sh" "$state" "$box" "$address" "$prefix6:$(printf %x "$number")"
}

# proc(5), net/tcp: local port 22 in hexadecimal, no peer, state LISTEN
listening() { grep -q ':0016 0*:0000 0A ' "/proc/$1/net/tcp" 2>/dev/null; }

# What the file says of the process is read once a round: the file may come at any moment.
await() {
  tries=0 pid=
  until [ -s "$host/pid" ] && read -r pid began <"$host/pid" && listening "$pid"; do
    if [ "$((tries += 1))" -gt 1500 ] || { [ -n "$pid" ] && [ ! -d "/proc/$pid" ]; }; then
      echo "$box did not come up:" >&2
      tail -n 5 "$host/log" >&2
      exit 1
    fi
    sleep 0.02
  done
}

[ -d "$host/up" ] || furnish
power_on
await
