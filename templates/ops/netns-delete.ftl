[#-- Ends the processes inside (TERM, 5 s, KILL), tells them as `ended PID COMM`, and deletes the
     name. A process left inside would keep the namespace and its links alive without a name. --]
[#macro plain]
ns=[=o.name]
pids=$(ip netns pids "$ns") || exit
if [ -n "$pids" ]; then
  for pid in $pids; do
    printf 'ended %s %s\n' "$pid" "$(cat "/proc/$pid/comm" 2>/dev/null)"
  done
  kill -TERM $pids 2>/dev/null
  tries=0
  while [ -n "$(ip netns pids "$ns")" ] && [ "$tries" -lt 50 ]; do
    sleep 0.1 2>/dev/null || sleep 1
    tries=$((tries + 1))
  done
  pids=$(ip netns pids "$ns") || exit
  [ -z "$pids" ] || kill -KILL $pids 2>/dev/null
fi
ip netns delete "$ns" || exit
tries=0
while [ -e "/run/netns/$ns" ]; do
  [ "$tries" -lt 50 ] || { echo "the namespace $ns is still there after 5 s" >&2; exit 1; }
  sleep 0.1 2>/dev/null || sleep 1
  tries=$((tries + 1))
done
[/#macro]
[#macro guarded]
if [ -e /run/netns/[=o.name] ]; then
(
set +e
[@plain/]
)
fi
[/#macro]
