[#-- bash(1), REDIRECTION: /dev/tcp. It has no time limit of its own: SYNs are repeated for two minutes. --]
[#if c.netns??]ip netns exec [=c.netns] [/#if]bash -c 'exec 2>&1
(exec 3<>"/dev/tcp/$1/$2") & p=$!
sleep "$3" >/dev/null & t=$!
wait -n
if kill -0 "$p" 2>/dev/null; then kill -9 "$p"; echo "no answer in $3 s"; exit 2; fi
kill "$t"
wait "$p" && echo open' tcp [=c.host] [=c.port] [=c.wait]
