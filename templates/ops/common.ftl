[#-- What all operations share. `o` is the operation: `kind`, `ns` (missing: the host itself) and
     its own values. An operation has three faces:
       line     one line of `ip -batch`, for those that are one command of ip
       plain    the command as people read it, and as it is run when it is not in a batch
       guarded  a command that is safe to run twice
     Names, addresses and numbers come as parsed types; `name` and `dev` are always spelled, for
     an interface may be called `up` or `type`. --]
[#macro at]
[#if o.ns??] -n [=o.ns][/#if][#rt]
[/#macro]
[#-- In a namespace, with the host's files: a process in front of the next command. --]
[#macro inside]
[#if o.ns??]nsenter --net=/run/netns/[=o.ns] [/#if][#rt]
[/#macro]
[#macro plain]
ip[@at/] [@line/]
[/#macro]
[#macro guarded]
[@plain/]
[/#macro]
[#-- Whether the interface is there: exit 0. --]
[#macro there]
ip[@at/] link show dev [=o.name] >/dev/null 2>&1[#rt]
[/#macro]
[#macro options]
[#list o.options as key, value] [=key] [=value][/#list][#rt]
[/#macro]
