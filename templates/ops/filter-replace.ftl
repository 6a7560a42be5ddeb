[#-- Replaces what a lab has in one family of a namespace's packet filter; the input is made by
     filter-iptables.ftl or filter-nft.ftl. --]
[#macro plain]
[#if o.nft??]
[@inside/]nft -f - <<'END'
[=o.nft]
END
[#else]
[@inside/][#if o.v6]ip6[#else]ip[/#if]tables-restore -w --noflush <<'END'
[=o.whole]
END
[/#if]
[/#macro]
[#-- By itself it must find the jumps that stand already. --]
[#macro guarded]
[#if o.nft??]
[@plain/]
[#else]
[#list o.tables as t]
jumps=$([@inside/][#if o.v6]ip6[#else]ip[/#if]tables-save -t [=t.name] | sed -n -e [="s/^-A \\(.* -j " + t.own + "[A-Z]*\\)$/-D \\1/p"])
{
  cat <<'END'
[=t.head]
END
  printf '%s\n' "$jumps"
  cat <<'END'
[=t.tail]
END
} | [@inside/][#if o.v6]ip6[#else]ip[/#if]tables-restore -w --noflush
[/#list]
[/#if]
[/#macro]
