[#-- What a lab made on this host, and who needs which setting of it. Only root may read it; each
     file is replaced at once, so that a reader sees the old one or the new one. /run/nsfleet is there: the lock is in
     it. --]
umask 077
[#if keep]
[ -d /run/nsfleet/labs/[=lab] ] || mkdir -p -m 0700 /run/nsfleet/labs /run/nsfleet/labs/[=lab]
cd /run/nsfleet/labs/[=lab] || exit 1
printf %s [=record] >record.new && mv -f record.new record || exit 1
[#else]
rm -f /run/nsfleet/labs/[=lab]/record /run/nsfleet/labs/[=lab]/record.new
[ ! -d /run/nsfleet/labs/[=lab] ] || rmdir /run/nsfleet/labs/[=lab] || exit 1
rmdir /run/nsfleet/labs 2>/dev/null
[/#if]
[#if table]
cd /run/nsfleet || exit 1
[#if claimed]
printf %s [=claims] >sysctl.new && mv -f sysctl.new sysctl || exit 1
[#else]
rm -f sysctl sysctl.new
[/#if]
[/#if]
