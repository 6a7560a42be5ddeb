[#-- Makes a veth pair, both ends where they belong: moving an end later would take it down. A pair
     with an end on the host is made from there, since ip has no name for the host's namespace. --]
[#macro line]
link add name [=o.name] type veth peer name [=o.peer][#if o.peerNs??] netns [=o.peerNs][/#if][#rt]
[/#macro]
[#macro guarded]
[@there/] || ip[@at/] [@line/]
[/#macro]
