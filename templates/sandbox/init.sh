# init.sh STATE BOX ADDRESS ADDRESS6   The first process of a simulated host, in namespaces of its own: sets up its
# network and its files and becomes sshd.
set -eu
umask 022
state=$1 box=$2 address=$3 address6=$4
host=$state/hosts/$box
exec </dev/null >>"$host/log" 2>&1

# /proc is still that of the machine, so these are the numbers by which the machine knows this process.
read -r pid rest </proc/self/stat
stat=$(cat "/proc/$pid/stat")
stat=${stat##*) }
set -- $stat
echo "$pid ${20}" >"$host/pid.new"
mv "$host/pid.new" "$host/pid"

. "$state/network"
# A new namespace copies the machine's IPv4 settings; where Docker is installed, that is forwarding.
echo 0 >/proc/sys/net/ipv4/ip_forward
ip -batch - <<END
link add name eth0 type veth peer name $box netns $state/hub
link set dev lo up
link set dev eth0 up
addr add $address/16 brd + dev eth0
route add default via $prefix.0.1
END
nsenter --net="$state/hub" ip -batch - <<END
link set dev $box up
route add $address/32 dev $box
END
# an answer for another host is otherwise held back for up to 0.8 s (arp(7))
nsenter --net="$state/hub" sh -c 'echo 0 >"/proc/sys/net/ipv4/neigh/$1/proxy_delay"' sh "$box"
if [ -d /proc/sys/net/ipv6 ]; then
  ip -batch - <<END
addr add $address6/128 dev eth0 nodad
route add default via fe80::1 dev eth0
END
  nsenter --net="$state/hub" ip -batch - <<END
addr add fe80::1/64 dev $box nodad
route add $address6/128 dev $box
END
fi

echo "$box" >/proc/sys/kernel/hostname
mount -a -T "$host/fstab"
cd "$host/fs"
pivot_root . mnt
cd /
umount -l mnt
rm -rf /var/lib/nsfleet # the machine's own labs are not this host's
exec "$(command -v sshd)" -D -e
