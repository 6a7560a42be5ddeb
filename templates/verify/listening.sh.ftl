[#-- ss(8), listening sockets of one port, with their processes. Model c: tcp, udp, port --]
[#if c.guard]exec [/#if]ss[#if c.netns??] -N [=c.netns][/#if] -Hln[#if c.tcp]t[/#if][#if c.udp]u[/#if]p sport = :[=c.port]
