[#-- ss(8), connected and listening sockets. Model c: tcp, udp, state?, port? --]
[#if c.guard]exec [/#if]ss[#if c.netns??] -N [=c.netns][/#if] -Han[#if c.tcp]t[/#if][#if c.udp]u[/#if][#if c.state??] state [=c.state][/#if][#if c.port??] \( sport = :[=c.port] or dport = :[=c.port] \)[/#if]
