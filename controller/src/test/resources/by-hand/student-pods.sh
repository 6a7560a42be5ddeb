sysctl -qw net.ipv4.ip_forward=1
for p in 1 2 3; do
  ip netns add pod$p
  ip -n pod$p link set lo up
  ip link add pod$p type veth peer name eth0 netns pod$p
  ip addr add 10.100.$p.1/24 dev pod$p
  ip link set pod$p up
  ip -n pod$p addr add 10.100.$p.2/24 dev eth0
  ip -n pod$p link set eth0 up
  ip -n pod$p route add default via 10.100.$p.1
done
