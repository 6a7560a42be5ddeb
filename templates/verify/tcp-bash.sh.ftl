[#-- bash(1), REDIRECTION: /dev/tcp. It has no time limit of its own: SYNs are repeated for two minutes.
     Not by `wait -n`: that misses a connection that was made before it is called, and waits for the clock. --]
[#if c.netns??]ip netns exec [=c.netns] [/#if]bash -c 'exec 2>&1
(exec 3<>"/dev/tcp/$1/$2" && echo open) & p=$!
(trap "kill \$s; exit" TERM; sleep "$3" & s=$!; wait "$s"; kill -9 "$p") >/dev/null 2>&1 & t=$!
wait "$p"; r=$?
kill "$t" 2>/dev/null
[ "$r" -lt 128 ] || { echo "no answer in $3 s"; exit 2; }
exit "$r"' tcp [=c.host] [=c.port] [=c.wait]
