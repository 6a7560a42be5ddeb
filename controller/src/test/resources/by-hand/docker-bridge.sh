sysctl -qw net.ipv4.ip_forward=1
ip link add br-lab type bridge
ip addr add 172.30.0.1/16 dev br-lab
ip link set br-lab up
n=2
for c in web db; do
  ip netns add $c
  ip -n $c link set lo up
  ip link add veth-$c type veth peer name eth0 netns $c
  ip link set veth-$c master br-lab up
  ip -n $c addr add 172.30.0.$n/16 dev eth0
  ip -n $c link set eth0 up
  ip -n $c route add default via 172.30.0.1
  n=$((n + 1))
done
iptables -t nat -A POSTROUTING -s 172.30.0.0/16 -o eth0 -j MASQUERADE
