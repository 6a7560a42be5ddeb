# sandbox.sh COMMAND [ARGUMENT]...   Simulated Linux hosts on this machine.
#
#   up N                 hosts 1..N are running afterwards; never removes one
#   down                 ends them all and puts back what was changed
#   status               the hosts, one a line
#   inventory [--yaml]   an inventory of them
#   stop | start | restart BOX...
#   exec BOX COMMAND...  runs a shell command on one, as root, without SSH
#
# In the environment: SANDBOX_NAME; for `up`, the texts of the two programs that make a host: SANDBOX_HOST,
# SANDBOX_INIT.
#
# A host is a set of namespaces (network, mount, PID, UTS, IPC) whose first process is sshd. Its root is an
# overlay over this machine's, so that it has the same programs and every write stays its own.
#
# All hosts hang on one more network namespace, the hub, which routes between them and this machine. The hub also
# holds "the internet", an address to which hosts have a default route. It has no way back to any network but the
# hosts' own uplinks: it answers what was masqueraded, and nothing else.
set -u
umask 022
PATH=$PATH:/usr/sbin:/sbin
name=$SANDBOX_NAME
base=/run/nsfleet-sandbox
state=$base/$name
uplink=nsb-$name # this machine's link to the hub
beyond=198.51.100.1 beyond6=2001:db8:ffff::1

die() { printf 'sandbox: %s\n' "$*" >&2; exit 2; }
misused() { printf 'sandbox: %s\n' "$*" >&2; exit 5; }
in_hub() { nsenter --net="$state/hub" "$@"; }

# ---- what is there

need_up() {
  [ -f "$state/network" ] || die "no sandbox '$name' is up: start one with 'nsfleet sandbox up 3'"
  . "$state/network" # subnet, prefix, width: written by plan_network
  count=$(cat "$state/count")
}

# Sets box to the name of host number $1. The width is that of the first `up`, so that a sandbox that grows keeps
# the names it has.
box_name() { box=box$(printf "%0${width}d" "$1"); }

box_names() {
  boxes= number=0
  while [ "$((number += 1))" -le "$count" ]; do box_name "$number"; boxes="$boxes $box"; done
}

box_exists() { [ -d "$state/hosts/$1" ] || die "there is no host '$1' (see 'nsfleet sandbox status')"; }

# Sets pid to the first process of host $1. A number that another process has got meanwhile is not it: the start
# time, field 22 of proc(5)'s stat, tells them apart.
running() {
  { read -r pid began <"$state/hosts/$1/pid"; } 2>/dev/null || return 1
  now=$(cat "/proc/$pid/stat" 2>/dev/null) || return 1
  now=${now##*) }
  set -- $now
  [ "${20}" = "$began" ]
}

# ---- up

check_machine() {
  [ "$(id -u)" = 0 ] || die "needs root: it makes namespaces and mounts"
  for program in ip sshd ssh-keygen unshare nsenter setsid mount flock xargs; do
    command -v "$program" >/dev/null || die "needs the program '$program', which is not installed"
  done
  case $(ip -V 2>&1) in *iproute2*) ;; *) die "needs iproute2; the 'ip' of this machine is another one" ;; esac
  refusal=$(unshare -m -n -u -i -p --fork true 2>&1) || die "this machine does not allow new namespaces: $refusal"
}

# Chooses 10.213.0.0/16 or the next that no route of this machine touches.
plan_network() {
  second=213
  while ip -4 route show table all root "10.$second.0.0/16" | grep -q . ||
    ip -4 route show table all match "10.$second.0.0/16" | grep -qv -e '^default' -e '^unreachable' -e '^0.0.0.0/'; do
    [ "$((second += 1))" -le 250 ] || die "no free network between 10.213.0.0/16 and 10.250.0.0/16"
  done
  prefix=10.$second prefix6=fd13:$second: subnet=10.$second.0.0/16
  width=${#wanted}
  printf 'prefix=%s\nprefix6=%s\nsubnet=%s\nwidth=%s\n' "$prefix" "$prefix6" "$subnet" "$width" >"$state/network"
}

# The routes of this machine to the hub, and the hub. Proxy ARP (arp(7)) lets each host see the others as on one
# Ethernet without a bridge, which would flood and ends at 1023 ports.
make_hub() {
  : >"$state/hub"
  unshare --net="$state/hub" true || die "cannot make the hub's network namespace"
  ip -batch - <<END || die "cannot make the link '$uplink' to the hub"
link add name $uplink type veth peer name up netns $state/hub
link set dev $uplink up
addr add $prefix.0.254 peer $prefix.0.1 dev $uplink
route add $subnet via $prefix.0.1 src $prefix.0.254
END
  in_hub sh -c 'cd /proc/sys/net &&
    echo 1 >ipv4/ip_forward &&
    for scope in all default; do echo 0 >ipv4/conf/$scope/rp_filter; echo 0 >ipv4/conf/$scope/send_redirects; done &&
    echo 1 >ipv4/conf/default/proxy_arp &&
    if [ -d ipv6 ]; then echo 1 >ipv6/conf/all/forwarding; fi' || die "cannot set the hub's sysctls"
  in_hub ip -batch - <<END || die "cannot set up the hub"
link set dev lo up
link set dev up up
addr add $prefix.0.1/32 dev lo
addr add $beyond/32 dev lo
route add $prefix.0.254/32 dev up
END
  [ ! -d /proc/sys/net/ipv6 ] || in_hub ip addr add "$beyond6/128" dev lo
}

# The layer between this machine's files and those of one host: users, sudo, sshd.
# The password of teacher is "chalk"; sshd accepts no passwords, so it opens nothing but sudo.
make_common() {
  common=$state/common
  mkdir -p "$common/etc/ssh/authorized_keys" "$common/mnt" "$common/proc" "$common/sys" "$common/dev" "$common/run" \
    "$common/tmp" "$common/root" "$common/home"
  login=/bin/sh
  [ ! -x /bin/bash ] || login=/bin/bash
  {
    grep -v -e '^student:' -e '^teacher:' /etc/passwd
    printf '%s:x:%s:%s::/home/%s:%s\n' student 2000 2000 student "$login" teacher 2001 2001 teacher "$login"
  } >"$common/etc/passwd"
  {
    grep -v -e '^student:' -e '^teacher:' /etc/group
    printf '%s:x:%s:\n' student 2000 teacher 2001
  } >"$common/etc/group"
  # '*' is no password, where '!' would lock the account for keys too (sshd(8), LOGIN PROCESS)
  awk -F: '{ print $1 ":" ($1 == "teacher" ? hash : "*") ":19000:0:99999:7:::" }' \
    hash='$6$nsfleet$PW614EUFKID6cOOu.5s/pfxpSrtD3ENDq.VStHlfIpoQ/aj/3o.pjwspxe65CaFh6//GmzDnAf/AvaIz/eGTk/' \
    "$common/etc/passwd" >"$common/etc/shadow"
  chmod 640 "$common/etc/shadow"
  printf '%s\n' 'Defaults !fqdn' 'Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"' \
    'root ALL=(ALL:ALL) ALL' 'student ALL=(ALL:ALL) NOPASSWD: ALL' 'teacher ALL=(ALL:ALL) ALL' >"$common/etc/sudoers"
  chmod 440 "$common/etc/sudoers"
  for user in root student teacher; do cp "$state/id_ed25519.pub" "$common/etc/ssh/authorized_keys/$user"; done
  echo '# a simulated host has no resolver' >"$common/etc/resolv.conf"
  printf '%s\n' 'Port 22' 'HostKey /etc/ssh/ssh_host_ed25519_key' 'PidFile none' 'UsePAM no' 'UseDNS no' \
    'AuthorizedKeysFile /etc/ssh/authorized_keys/%u .ssh/authorized_keys' 'PermitRootLogin prohibit-password' \
    'PasswordAuthentication no' 'KbdInteractiveAuthentication no' 'PrintMotd no' 'PrintLastLog no' \
    'Subsystem sftp internal-sftp' >"$common/etc/ssh/sshd_config"
}

make_sandbox() {
  mkdir -p "$state" && mount -t tmpfs -o mode=755 nsfleet-sandbox "$state" && mount --make-private "$state" ||
    die "cannot mount a file system at $state"
  plan_network
  mkdir "$state/hosts" && echo 0 >"$state/count"
  printf '%s\n' "$SANDBOX_HOST" >"$state/host.sh"
  printf '%s\n' "$SANDBOX_INIT" >"$state/init.sh"
  ssh-keygen -q -t ed25519 -N '' -C "nsfleet sandbox $name" -f "$state/id_ed25519" || die "cannot make a key"
  make_common
  make_hub
}

# Neighbour entries have one limit for all namespaces of the machine together (arp(7)): a few for each host.
raise_neighbours() {
  for limit in 3 2 1; do
    file=/proc/sys/net/ipv4/neigh/default/gc_thresh$limit
    old=$(cat "$file") new=$((wanted * 4 * (limit + 1)))
    [ "$old" -lt "$new" ] || continue
    [ -f "$state/raised.$limit" ] && read -r old _ <"$state/raised.$limit"
    echo "$new" >"$file" && echo "$old $new" >"$state/raised.$limit"
  done
}

up() {
  [ $# = 1 ] || misused "up: how many hosts?"
  wanted=$1
  case $wanted in '' | *[!0-9]* | 0*) misused "up: '$wanted' is not a number of hosts" ;; esac
  [ "$wanted" -le 2000 ] || misused "up: 2000 hosts at most"
  check_machine
  lock
  if [ ! -f "$state/network" ]; then
    trap 'clean; rmdir "$base" 2>/dev/null' EXIT # a sandbox is made whole or not at all
    trap 'exit 130' INT TERM
    clean
    make_sandbox
    trap - EXIT INT TERM
  fi
  need_up
  [ "$count" -ge "$wanted" ] || raise_neighbours
  todo= number=0
  while [ "$((number += 1))" -le "$wanted" ]; do
    box_name "$number"
    running "$box" || todo="$todo $box $number"
  done
  [ "$count" -ge "$wanted" ] || echo "$wanted" >"$state/count"
  boot $todo
  need_up
  echo "$wanted of $count hosts are up on $subnet; beyond their uplink: $beyond"
  echo "Try: nsfleet plan -i $state/hosts.yml playbooks/nat-lab.yml"
}

# boot [BOX NUMBER]...: eight at a time; each is there when its sshd listens.
boot() {
  [ $# -gt 0 ] || return 0
  printf '%s\n' "$@" | xargs -n 2 -P 8 sh "$state/host.sh" "$state" 9>&- ||
    die "not all hosts came up; 'nsfleet sandbox down' clears away the others"
  write_client_files
}

write_client_files() {
  need_up
  cat "$state"/hosts/*/known_hosts >"$state/known_hosts"
  inventory_yaml >"$state/hosts.yml"
  {
    box_names
    for box in $boxes; do printf 'Host %s\n  HostName %s\n' "$box" "$(cat "$state/hosts/$box/address")"; done
    printf '%s\n' 'Host *' '  User root' "  IdentityFile $state/id_ed25519" '  IdentitiesOnly yes' \
      "  UserKnownHostsFile $state/known_hosts" '  StrictHostKeyChecking yes'
  } >"$state/ssh_config"
}

# ---- down, stop, start

# halt BOX...: ends the first process, and with it the kernel ends all others of that host (pid_namespaces(7)).
halt() {
  ended=
  for box; do
    running "$box" && kill -9 "$pid" && ended="$ended $pid"
    rm -f "$state/hosts/$box/pid"
  done
  for pid in $ended; do while [ -e "/proc/$pid/ns/net" ]; do sleep 0.02; done; done
  # the kernel removes links of a dead namespace later, in its own time
  for box; do echo "link del dev $box"; done | in_hub ip -force -batch - 2>/dev/null
  return 0
}

# Takes down whatever an `up` has made, also a half one.
clean() {
  mountpoint -q "$state" 2>/dev/null || { rmdir "$state" 2>/dev/null; return 0; }
  set --
  for box in "$state"/hosts/*; do [ -d "$box" ] && set -- "$@" "${box##*/}"; done
  [ $# = 0 ] || halt "$@"
  ! ip link show dev "$uplink" >/dev/null 2>&1 || ip link del dev "$uplink"
  for limit in 1 2 3; do
    { read -r old new <"$state/raised.$limit"; } 2>/dev/null || continue
    file=/proc/sys/net/ipv4/neigh/default/gc_thresh$limit
    [ "$(cat "$file")" != "$new" ] || echo "$old" >"$file" # a value that is not ours any more stays
  done
  umount "$state/hub" 2>/dev/null
  umount "$state" 2>/dev/null || umount -l "$state"
  rmdir "$state"
}

down() {
  [ "$(id -u)" = 0 ] || die "needs root"
  [ -d "$base" ] || { echo "no sandbox '$name' is up"; return 0; }
  lock
  clean
  rmdir "$base" 2>/dev/null
  echo "sandbox '$name' is down"
}

stop() {
  [ $# -gt 0 ] || misused "stop: which host?"
  lock
  need_up
  for box; do box_exists "$box"; done
  halt "$@"
}

start() {
  [ $# -gt 0 ] || misused "start: which host?"
  lock
  need_up
  todo=
  for box; do
    box_exists "$box"
    running "$box" || todo="$todo $box $(cat "$state/hosts/$box/number")"
  done
  boot $todo
}

restart() {
  stop "$@"
  start "$@"
}

# One change of sandboxes at a time on this machine; the directory itself is what is locked.
lock() {
  mkdir -p "$base" && exec 9<"$base" && flock 9 || die "cannot lock $base"
}

# ---- looking

status() {
  [ -f "$state/network" ] || { echo "no sandbox '$name' is up"; return 0; }
  need_up
  echo "sandbox '$name': $count hosts on $subnet; beyond their uplink: $beyond and $beyond6"
  echo "users: root, student (sudo without password), teacher (sudo with the password 'chalk')"
  box_names
  for box in $boxes; do
    if running "$box"; then how=up; else how=down; fi
    printf '%s %s %s\n' "$box" "$(cat "$state/hosts/$box/address" 2>/dev/null)" "$how"
  done
}

inventory() {
  need_up
  case ${1-} in
    '') inventory_ini ;;
    --yaml) inventory_yaml ;;
    *) misused "inventory: what is '$1'?" ;;
  esac
}

inventory_notes() {
  cat <<END
# The sandbox '$name'. Other users: ansible_user=student (sudo without a password: --become), and
# ansible_user=teacher with ansible_become_password=chalk.
END
}

common_args() { echo "-o UserKnownHostsFile=$state/known_hosts -o IdentitiesOnly=yes"; }

inventory_ini() {
  inventory_notes
  echo '[sandbox]'
  box_names
  for box in $boxes; do echo "$box ansible_host=$(cat "$state/hosts/$box/address")"; done
  cat <<END

[sandbox:vars]
ansible_user=root
ansible_ssh_private_key_file=$state/id_ed25519
ansible_ssh_common_args=$(common_args)
END
}

inventory_yaml() {
  inventory_notes
  printf '%s\n' 'sandbox:' '  hosts:'
  box_names
  for box in $boxes; do echo "    $box: {ansible_host: $(cat "$state/hosts/$box/address")}"; done
  cat <<END
  vars:
    ansible_user: root
    ansible_ssh_private_key_file: $state/id_ed25519
    ansible_ssh_common_args: $(common_args)
END
}

inside() {
  [ $# -gt 1 ] || misused "exec: which host, which command?"
  need_up
  box_exists "$1"
  running "$1" || die "host '$1' is down"
  shift
  exec nsenter -t "$pid" -m -n -u -i -p -- env -i HOME=/root USER=root TERM="${TERM-dumb}" \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -c 'cd && eval "$1"' sh "$*"
}

case $name in '' | *[!a-z0-9-]* | ????????????*)
  misused "'$name' is no name for a sandbox: up to 11 of a-z, 0-9 and -" ;;
esac
command=${1-}
[ $# = 0 ] || shift
case $command in
  up | down | status | inventory | stop | start | restart) "$command" "$@" ;;
  exec) inside "$@" ;;
  *) misused "what is '$command'? (up, down, status, inventory, stop, start, restart, exec)" ;;
esac
