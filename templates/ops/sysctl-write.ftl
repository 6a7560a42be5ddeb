[#-- Writes a setting under /proc/sys. /proc/sys/net is the writer's own namespace's, so the writer
     itself must be inside. --]
[#macro plain]
[#if o.ns??]
[@inside/]sh -c 'printf "%s\n" "$2" >"/proc/sys/$1"' sh [=o.path] [=o.value]
[#else]
printf '%s\n' [=o.value] >/proc/sys/[=o.path]
[/#if]
[/#macro]
