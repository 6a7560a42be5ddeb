[#-- Deletes a neighbour entry. --]
[#macro line]
neigh delete [=o.address] dev [=o.dev][#rt]
[/#macro]
[#macro guarded]
ip[@at/] [@line/] 2>/dev/null || :
[/#macro]
