[#-- Sets options of an interface's kind. --]
[#macro line]
link set dev [=o.name] type [=o.type][#list o.options as word] [=word][/#list][#rt]
[/#macro]
