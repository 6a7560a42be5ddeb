# The lab of bench/large.yml typed by hand: one `ip -batch` for the host, and one for each namespace, since a batch cannot
# change namespaces. As it is typed: it runs once, on a host where nothing of it is there.
# Usage: sh -s make|remove PODS
verb=$1 pods=$2

# pod N: its address; the same as host(net, n + 9)
pod() { echo "10.50.$((($1 + 9) / 256)).$((($1 + 9) % 256))/16"; }

case $verb in
  make)
    {
      echo "link add name br0 type bridge"
      echo "address add 10.50.0.1/16 dev br0"
      echo "link set dev br0 up"
      n=1
      while [ $n -le $pods ]; do
        echo "netns add pod$n"
        echo "link add name v$n type veth peer name eth0 netns pod$n"
        echo "link set dev v$n master br0 up"
        n=$((n + 1))
      done
    } | ip -batch - || exit 1
    n=1
    while [ $n -le $pods ]; do
      printf 'link set dev lo up\naddress add %s dev eth0\nlink set dev eth0 up\nroute add default via 10.50.0.1\n' "$(pod $n)" |
        ip -n pod$n -batch - || exit 1
      n=$((n + 1))
    done
    ;;
  remove)
    n=1
    {
      while [ $n -le $pods ]; do
        echo "link delete dev v$n"
        echo "netns delete pod$n"
        n=$((n + 1))
      done
      echo "link delete dev br0"
    } | ip -batch - || exit 1
    ;;
esac
