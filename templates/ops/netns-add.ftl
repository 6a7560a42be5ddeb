[#-- Makes a namespace whose forwarding, rp_filter and accept_redirects are the kernel's defaults
     (devinet.c, addrconf.c): a new namespace copies IPv4 settings from the host, and a fleet must
     not differ by what runs on the hosts. ip_forward goes first: it overwrites accept_redirects. --]
[#macro line]
netns add [=o.name][#rt]
[/#macro]
[#macro plain]
ip netns add [=o.name] && nsenter --net=/run/netns/[=o.name] sh -ec '
  cd /proc/sys/net
  echo 0 >ipv4/ip_forward
  for i in all default lo; do
    echo 0 >ipv4/conf/$i/rp_filter
    echo 1 >ipv4/conf/$i/accept_redirects
  done
  [ ! -d ipv6 ] || echo 0 >ipv6/conf/all/forwarding'
[/#macro]
[#macro guarded]
ip -n [=o.name] link show dev lo >/dev/null 2>&1 || {
[@plain/]
}
[/#macro]
