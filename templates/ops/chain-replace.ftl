[#-- Replaces a lab's own chain and puts its jump first, as one atomic change; the input is made by
     chain-restore.ftl. --]
[#macro plain]
[@inside/][#if o.v6]ip6[#else]ip[/#if]tables-restore -w --noflush <<'END'
[=o.whole]
END
[/#macro]
[#-- By itself it must count the jumps that stand already. --]
[#macro guarded]
jumps=$([@inside/][#if o.v6]ip6[#else]ip[/#if]tables-save -t [=o.table] | grep -c -e [="^-A " + o.hook + " .*-j " + o.chain + "$"]) || true
{
  cat <<'END'
[=o.head]
END
  while [ "$jumps" -gt 0 ]; do
    printf '%s\n' [=o.jump]
    jumps=$((jumps - 1))
  done
  cat <<'END'
[=o.tail]
END
} | [@inside/][#if o.v6]ip6[#else]ip[/#if]tables-restore -w --noflush
[/#macro]
