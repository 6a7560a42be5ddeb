[#-- Puts an interface under a master, or frees it. --]
[#macro line]
link set dev [=o.name] [#if o.master??]master [=o.master][#else]nomaster[/#if][#rt]
[/#macro]
