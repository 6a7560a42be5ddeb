[#-- Sets a permanent neighbour entry; harmless to run twice. --]
[#macro line]
neigh replace [=o.address] lladdr [=o.mac] dev [=o.dev] nud permanent[#rt]
[/#macro]
