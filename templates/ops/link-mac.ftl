[#-- Sets the Ethernet address. --]
[#macro line]
link set dev [=o.name] address [=o.mac][#rt]
[/#macro]
