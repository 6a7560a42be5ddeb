[#-- Sets the MTU. --]
[#macro line]
link set dev [=o.name] mtu [=o.mtu][#rt]
[/#macro]
