[#-- Sets options of a bridge. --]
[#macro line]
link set dev [=o.name] type bridge[@options/][#rt]
[/#macro]
