[#-- Several new namespaces, as ops/netns-add.ftl makes one. All copied the same settings of the
     host: where the first has the kernel's defaults, the others have. --]
ip -batch - <<'END' || exit
[=lines]
END
set -- [=words(names)]
nsenter --net=/run/netns/"$1" sh -ec '
  cd /proc/sys/net
  is() { read -r now <"$1" && [ "$now" = "$2" ]; }
  is ipv4/ip_forward 0
  for i in all default lo; do
    is ipv4/conf/$i/rp_filter 0
    is ipv4/conf/$i/forwarding 0
    is ipv4/conf/$i/accept_redirects 1
  done
  [ ! -d ipv6 ] || is ipv6/conf/all/forwarding 0' && exit
for name; do
  nsenter --net=/run/netns/"$name" sh -ec '
  cd /proc/sys/net
  echo 0 >ipv4/ip_forward
  for i in all default lo; do
    echo 0 >ipv4/conf/$i/rp_filter
    echo 1 >ipv4/conf/$i/accept_redirects
  done
  [ ! -d ipv6 ] || echo 0 >ipv6/conf/all/forwarding' || exit
done
