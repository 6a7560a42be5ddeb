# The settings and packet filter tables that the labs of this run are about. Reads only. A namespace that is not there
# has no section, a file that is not there no line, a tool that is not there or fails no table.
LC_ALL=C
export LC_ALL
unset IFS

# section WORD [TEXT]: the newline in front ends a line that a command left open.
section() {
    printf '\n@%s\n' "$*"
}

# inside NAME COMMAND...: runs a command in a namespace. nsenter costs one process, ip netns exec remounts /sys as well.
# /proc/sys/net is that of the reader's namespace with both.
if command -v nsenter >/dev/null; then
    inside() {
        name=$1
        shift
        nsenter --net=/run/netns/"$name" "$@"
    }
else
    inside() {
        ip netns exec "$@"
    }
fi

# save NAME TOOL TABLE: a table, in the host where the name is empty. iptables-nft-save makes nothing; the legacy
# one would load and make a table that it is asked for, and is asked for all that there are.
save() {
    command -v "$2" >/dev/null || return 0
    [ -n "$backend" ] || backend=$(iptables-save -V 2>/dev/null || echo unknown)
    section save "$@"
    ns=$1 tool=$2
    case $backend in
        *nf_tables*) set -- "$tool" -t "$3" ;;
        *) set -- "$tool" ;;
    esac
    if [ "$ns" = - ]; then "$@"; else inside "$ns" "$@"; fi 2>/dev/null && section saved
}

backend=
section second 1
[#list namespaces as ns]
[#if ns.host]
[#if ns.files?size != 0]
section sysctl -
grep -s '' /dev/null [=words(ns.files)]
[/#if]
[#list ns.filters as filter]
save - [=filter.tool] [=filter.table]
[/#list]
[#else]
if [ -f /run/netns/[=ns.name] ]; then
    :
[#if ns.files?size != 0]
    section sysctl [=ns.name]
    inside [=ns.name] grep -s '' /dev/null [=words(ns.files)] 2>/dev/null
[/#if]
[#list ns.filters as filter]
    save [=ns.name] [=filter.tool] [=filter.table]
[/#list]
fi
[/#if]
[/#list]
section end
