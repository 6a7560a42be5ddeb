[#-- Takes an interface up or down. --]
[#macro line]
link set dev [=o.name] [#if o.up]up[#else]down[/#if][#rt]
[/#macro]
