# A host to look at, in namespaces of its own (run it under unshare -n -m): a bridge, veths, routes and rules of every
# kind, hostile names, files in /run/netns that are no namespaces. The recordings beside this file were made from it.
mount -t tmpfs tmpfs /run; mkdir -p /run/netns /run/nsfleet/labs/nat-lab /run/nsfleet/labs/BAD
ip link set lo up
printf '{"a":1}\n@end\nx' >/run/nsfleet/labs/nat-lab/record; echo no >/run/nsfleet/labs/BAD/record; echo claims >/run/nsfleet/sysctl; echo run=1 >/run/nsfleet/holder
ip netns add ns1; ip netns add ns2; ip netns add "we ird"; : >/run/netns/stale; ln -s /nowhere /run/netns/dang; ip netns add host
ip link add name v-host type veth peer name v-ns1 netns ns1
ip link set dev v-host alias 'nsfleet:nat-lab q"uo\te'"'"'	tab
@end'"$(printf '\001\033')é"
ip addr add 10.0.0.1/24 dev v-host; ip link set v-host up
ip link add name br0 type bridge forward_delay 400 ageing_time 1000
ip link set v-host master br0
ip route add default via 10.0.0.254 dev v-host metric 50; ip route add default via 10.0.0.253 metric 100 dev v-host onlink
for n in ns1 ns2; do ip -n $n link set lo up; done
ip -n ns1 link add name eth0 type veth peer name eth0 netns ns2; ip -n ns1 link add name a type veth peer name b
ip -n ns1 link set dev a up; ip -n ns1 link set dev b up; ip -n ns1 link set v-ns1 up; ip -n ns1 link add name 'we"ird' type bridge
ip -n ns1 addr add 10.1.1.1/24 dev a; ip -n ns1 addr add 10.1.1.2/24 dev a; ip -n ns1 addr add fd00::1/64 dev a nodad; ip -n ns1 addr add 172.16.0.1/12 dev a valid_lft 1000 preferred_lft 1000
ip -n ns1 addr add 10.9.0.1 peer 10.9.0.2/32 dev a
r() { ip -n ns1 "$@"; }
r route add 10.2.0.0/16 via 10.1.1.5; r route add 10.3.0.0/16 dev a table 100 metric 5 mtu 1400; r route add blackhole 10.4.0.0/16
r route add 10.5.0.0/16 nexthop via 10.1.1.5 weight 2 nexthop via 10.1.1.6; r route add default via 9.9.9.9 dev a onlink src 10.1.1.2
r -6 route add default via fd00::5; r -6 route add fd01::/64 nexthop via fd00::5 weight 3 nexthop via fd00::6; r -6 route add unreachable fd02::/64 metric 7
r route add 10.6.0.0/16 dev a scope host; r route add 10.7.0.0/16 via inet6 fd00::9; r route add local 10.8.0.0/16 dev lo; r -6 route add fd03::/64 dev a
r route add 10.10.0.1 dev a tos 0x10
r rule add pref 100 from 10.0.0.0/8 fwmark 0x1/0xff table 100; r rule add pref 101 not to 10.9.0.0/16 iif a ipproto tcp dport 80-90 sport 5 prohibit
r rule add pref 102 uidrange 0-10 oif a lookup main suppress_prefixlength 0; r -6 rule add pref 200 from fd00::/64 lookup 100; r rule add pref 300 l3mdev; r rule add pref 301 goto 302; r rule add pref 302 ipproto icmp blackhole; r rule add pref 303 tos 0x10 table 9; r rule add pref 304 from 10.1.1.1 table 200

iptables -V >/dev/null 2>&1 && {
    ip netns exec ns1 iptables -t nat -N NSF-x
    ip netns exec ns1 iptables -t nat -A POSTROUTING -j NSF-x
    ip netns exec ns1 iptables -t nat -A NSF-x -s 10.0.0.0/24 -o a -m comment --comment "nsfleet:x it's" -j MASQUERADE
}
ip netns exec ns1 sysctl -qw net.ipv4.ip_forward=1
# Link-local addresses and their routes come when the kernel has seen the carrier: a look before and one after would differ.
tries=0
until [ "$(ip -n ns1 -6 -o addr show scope link -tentative | wc -l)" = 3 ] || [ $((tries += 1)) -gt 100 ]; do sleep 0.1; done
