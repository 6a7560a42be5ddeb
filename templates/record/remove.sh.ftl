[#-- Forgets a lab; the lock's file stays (who waits for it would otherwise hold another one). --]
rm -f /run/nsfleet/labs/[=lab]/record /run/nsfleet/labs/[=lab]/record.new
[ ! -d /run/nsfleet/labs/[=lab] ] || rmdir /run/nsfleet/labs/[=lab] || exit 1
rmdir /run/nsfleet/labs 2>/dev/null
:
