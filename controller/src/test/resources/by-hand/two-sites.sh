for n in pc1 pc2 r1 r2; do ip netns add $n; ip -n $n link set lo up; done
for r in r1 r2; do
  ip netns exec $r sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
done
ip -n pc1 link add eth0 type veth peer name lan netns r1
ip -n r1 link add wan type veth peer name wan netns r2
ip -n pc2 link add eth0 type veth peer name lan netns r2
while read -r ns dev v4 v6; do
  ip -n $ns addr add $v4 dev $dev
  ip -n $ns addr add $v6 dev $dev nodad
  ip -n $ns link set $dev up
done <<END
pc1 eth0 10.1.0.2/24 fd01::2/64
r1 lan 10.1.0.1/24 fd01::1/64
r1 wan 10.0.0.1/30 fd00::1/64
r2 wan 10.0.0.2/30 fd00::2/64
r2 lan 10.2.0.1/24 fd02::1/64
pc2 eth0 10.2.0.2/24 fd02::2/64
END
ip -n pc1 route add default via 10.1.0.1
ip -n pc1 -6 route add default via fd01::1
ip -n pc2 route add default via 10.2.0.1
ip -n pc2 -6 route add default via fd02::1
ip -n r1 route add 10.2.0.0/24 via 10.0.0.2
ip -n r1 -6 route add fd02::/64 via fd00::2
ip -n r2 route add 10.1.0.0/24 via 10.0.0.1
ip -n r2 -6 route add fd01::/64 via fd00::1
