for n in pc server r; do ip netns add $n; ip -n $n link set lo up; done
ip netns exec r sysctl -qw net.ipv6.conf.all.forwarding=1
ip -n pc link add eth0 type veth peer name pc netns r
ip -n server link add eth0 type veth peer name server netns r
ip -n pc addr add fd00:1::2/64 dev eth0 nodad
ip -n r addr add fd00:1::1/64 dev pc nodad
ip -n server addr add fd00:2::2/64 dev eth0 nodad
ip -n r addr add fd00:2::1/64 dev server nodad
for e in 'pc eth0' 'r pc' 'server eth0' 'r server'; do ip -n ${e% *} link set dev ${e#* } up; done
ip -n pc -6 route add default via fd00:1::1
ip -n server -6 route add default via fd00:2::1
