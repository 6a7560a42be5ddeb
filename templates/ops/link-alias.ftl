[#-- Sets the alias, which carries the lab's tag; empty removes it. `ip link add ... alias` drops it
     without a word, so it is always set afterwards. --]
[#macro line]
link set dev [=o.name] alias [=o.alias][#rt]
[/#macro]
