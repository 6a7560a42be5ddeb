[#-- One process for many commands of ip in one namespace. --]
ip[#if ns??] -n [=ns][/#if] -batch - <<'END'
[=lines]
END
