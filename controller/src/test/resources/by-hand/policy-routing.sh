for n in lan isp1 isp2 r; do ip netns add $n; ip -n $n link set lo up; done
ip netns exec r sysctl -qw net.ipv4.ip_forward=1
ip -n lan link add eth0 type veth peer name lan netns r
ip -n r link add up1 type veth peer name eth0 netns isp1
ip -n r link add up2 type veth peer name eth0 netns isp2
ip -n lan addr add 10.0.1.2/24 dev eth0
ip -n lan addr add 10.0.2.2/24 dev eth0
ip -n r addr add 10.0.1.1/24 dev lan
ip -n r addr add 10.0.2.1/24 dev lan
ip -n r addr add 192.0.2.2/24 dev up1
ip -n r addr add 198.18.0.2/24 dev up2
ip -n isp1 addr add 192.0.2.1/24 dev eth0
ip -n isp2 addr add 198.18.0.1/24 dev eth0
ip -n isp1 addr add 203.0.113.1/32 dev lo
ip -n isp2 addr add 203.0.113.1/32 dev lo
for n in lan isp1 isp2; do ip -n $n link set eth0 up; done
for d in lan up1 up2; do ip -n r link set dev $d up; done
ip -n lan route add default via 10.0.1.1
ip -n r route add default via 192.0.2.1
ip -n r route add default via 192.0.2.1 table 101
ip -n r route add default via 198.18.0.1 table 102
ip -n r rule add priority 100 to 10.0.0.0/16 table main
ip -n r rule add priority 101 from 10.0.1.0/24 table 101
ip -n r rule add priority 102 from 10.0.2.0/24 table 102
ip -n isp1 route add 10.0.0.0/16 via 192.0.2.2
ip -n isp2 route add 10.0.0.0/16 via 198.18.0.2
