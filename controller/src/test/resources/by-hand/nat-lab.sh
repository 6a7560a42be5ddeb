ip netns add ns1
ip -n ns1 link set lo up
ip link add veth-host type veth peer name veth-ns1 netns ns1
ip addr add 10.0.0.1/24 dev veth-host
ip link set veth-host up
ip -n ns1 addr add 10.0.0.2/24 dev veth-ns1
ip -n ns1 link set veth-ns1 up
ip -n ns1 route add default via 10.0.0.1
sysctl -qw net.ipv4.ip_forward=1
iptables -t nat -A POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE
