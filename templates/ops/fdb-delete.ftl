[#-- Deletes a static forwarding entry. --]
[#macro command]
bridge[@at/] fdb delete [=o.mac] dev [=o.dev][#if o.dst??] dst [=o.dst][/#if][#if o.vlan??] vlan [=o.vlan][/#if] [#if o.self]self[#else]master[/#if][#rt]
[/#macro]
[#macro plain]
[@command/]

[/#macro]
[#macro guarded]
[@command/] 2>/dev/null || :
[/#macro]
