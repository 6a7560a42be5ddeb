[#-- One process for many settings in one namespace: path and value by turns. A failure is told as
     `ip -batch` tells it. --]
[#if ns??]nsenter --net=/run/netns/[=ns] [/#if]sh -c '
  n=1
  while [ $# -gt 0 ]; do
    printf "%s\n" "$2" >"/proc/sys/$1" || { echo "Command failed -:$n" >&2; exit 1; }
    n=$((n + 1))
    shift 2
  done' sh [=words(pairs)]
