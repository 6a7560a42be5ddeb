[#-- Input of nft -f: one transaction. The table is made if it is not there, so that it can be
     deleted; without chains it stays deleted. --]
[#macro match r family]
[#if r.in??]iifname "[=r.in]" [/#if][#if r.out??]oifname "[=r.out]" [/#if][#t]
[#if r.source??][=family] saddr [#if r.source.not]!= [/#if][=r.source.cidr] [/#if][#t]
[#if r.destination??][=family] daddr [#if r.destination.not]!= [/#if][=r.destination.cidr] [/#if][#t]
[#if r.fromHere]fib saddr type local [/#if][#if r.toHere]fib daddr type local [/#if][#t]
[#if r.nftPorts??][=r.protocol] dport [#if r.nftPorts?size == 1][=r.nftPorts[0]] [#else]{ [#list r.nftPorts as p][=p][#sep], [/#list] } [/#if][#elseif r.number??]meta l4proto [=r.number] [/#if][#t]
[#if r.nftStates??]ct state [=r.nftStates] [/#if][#t]
[/#macro]
[#macro verdict r]
[#switch r.does]
[#case "log"]log prefix "[=r.prefix]"[#break][#t]
[#case "snat"]snat to [=r.to][#break][#t]
[#case "dnat"]dnat to [=r.to][#break][#t]
[#case "mark"]meta mark set [#if r.mark.all][=r.mark.set][#else]mark and [=r.mark.kept] or [=r.mark.set][/#if][#break][#t]
[#default][=r.does][#t]
[/#switch]
[/#macro]
table [=o.family] [=o.table] {
}
delete table [=o.family] [=o.table]
[#if o.chains?has_content]
table [=o.family] [=o.table] {
[#list o.chains as c]
  chain [=c.name] {
    type [=c.type] hook [=c.hook] priority [=c.priority]; policy [=c.policy];
[#list c.rules as r]
    [@match r o.family/][@verdict r/] comment "[=o.tag]"
[/#list]
  }
[/#list]
}
[/#if]
