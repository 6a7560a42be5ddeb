[#if c.netns??]ip netns exec [=c.netns] [/#if]sh -c 'nc -z -v -w "$3" "$1" "$2" 2>&1 && echo open' tcp [=c.host] [=c.port] [=c.wait]
