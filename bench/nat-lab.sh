#!/bin/sh
# The lab of bench/nat-lab.yml as a careful engineer writes it by hand: each step looks before it acts, so that
# it can run twice. Prints what it changed and proves the lab as the playbook's checks do.
# Runs on the host: ssh HOST sh -s <nat-lab.sh
set -eu
changed=0
act() { "$@" && changed=$((changed + 1)); }

[ -e /run/netns/ns1 ] || act ip netns add ns1
ip -n ns1 link show up dev lo | grep -q . || act ip -n ns1 link set dev lo up
ip link show dev veth-host >/dev/null 2>&1 || act ip link add name veth-host type veth peer name veth-ns1 netns ns1
ip -4 addr show dev veth-host | grep -q 'inet 10\.0\.0\.1/24 ' || act ip addr add 10.0.0.1/24 dev veth-host
ip link show up dev veth-host | grep -q . || act ip link set dev veth-host up
ip -n ns1 -4 addr show dev veth-ns1 | grep -q 'inet 10\.0\.0\.2/24 ' || act ip -n ns1 addr add 10.0.0.2/24 dev veth-ns1
ip -n ns1 link show up dev veth-ns1 | grep -q . || act ip -n ns1 link set dev veth-ns1 up
ip -n ns1 route show default | grep -q 'via 10\.0\.0\.1 ' || act ip -n ns1 route replace default via 10.0.0.1
[ "$(cat /proc/sys/net/ipv4/ip_forward)" = 1 ] || act sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
iptables -w -t nat -C POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE 2>/dev/null ||
  act iptables -w -t nat -A POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE
echo "changed=$changed"

# the checks, side by side as nsfleet has them
ip netns exec ns1 ping -n -c 1 -W 5 10.0.0.1 & ping=$!
ss -N ns1 -Hant state listening
wait "$ping"
echo verified
