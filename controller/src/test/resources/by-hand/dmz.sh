for n in outside dmz lan fw; do ip netns add $n; ip -n $n link set lo up; done
ip netns exec fw sysctl -qw net.ipv4.ip_forward=1
for n in outside dmz lan; do
  case $n in
    outside) here=out net=203.0.113 ;;
    dmz) here=dmz net=10.1.0 ;;
    lan) here=lan net=10.2.0 ;;
  esac
  ip -n $n link add eth0 type veth peer name $here netns fw
  ip -n $n addr add $net.2/24 dev eth0
  ip -n fw addr add $net.1/24 dev $here
  ip -n $n link set eth0 up
  ip -n fw link set dev $here up
done
ip -n dmz route add default via 10.1.0.1
ip -n lan route add default via 10.2.0.1
ip -n outside route add 10.0.0.0/8 via 203.0.113.1
f() { ip netns exec fw iptables "$@"; }
f -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
f -A FORWARD -i lan -o out -j ACCEPT
f -A FORWARD -o dmz -d 10.1.0.2 -p tcp --dport 80 -j ACCEPT
f -P FORWARD DROP
f -t nat -A PREROUTING -i out -p tcp --dport 80 -j DNAT --to-destination 10.1.0.2:80
f -t nat -A POSTROUTING -s 10.2.0.0/24 -o out -j MASQUERADE
