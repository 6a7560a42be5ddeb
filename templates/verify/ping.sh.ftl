[#--
  ping(8) of iputils or busybox. No name lookups of answers (-n). Several go out every 0.2 s, the shortest that
  iputils allows without root. Model c: to, count, wait (seconds for the answer to the last), six?, size?, df, vrf?, source?
--]
[#if c.guard]exec [/#if][#if c.netns??]ip netns exec [=c.netns] [/#if]ping -n[#if c.six] -6[/#if] -c [=c.count][#if c.count > 1] -i 0.2[/#if] -W [=c.wait][#if c.size??] -s [=c.size][/#if][#if c.df] -M do[/#if][#if c.vrf??] -I [=c.vrf][/#if][#if c.source??] -I [=c.source][/#if][#if c.to?starts_with("-")] --[/#if] [=c.to]
