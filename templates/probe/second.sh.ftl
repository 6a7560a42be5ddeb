# The settings, packet filter tables, IPv6 rules and peers that the labs of this run are about. Reads only. A namespace that is not there
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

# save NAME TOOL: all tables of a family that are there, in the host where the name is -. With -t the legacy tool would
# load and make the table.
save() {
    command -v "$2" >/dev/null || return 0
    section save "$@"
    if [ "$1" = - ]; then "$2"; else inside "$1" "$2"; fi 2>/dev/null && section saved
}

# table NAME FAMILY TABLE: a table of nft, or that there is none.
table() {
    command -v nft >/dev/null || return 0
    section table "$@"
    name=$1
    shift
    if [ "$name" = - ]; then nft -j list table "$@"; else inside "$name" nft -j list table "$@"; fi 2>&1
}

# firewalls NAME: the base chains of nft, and, where the old variant of iptables is in use (its tables
# have their names in a file), how many rules each variant holds.
firewalls() {
    section firewalls "$1"
    if [ "$1" = - ]; then seen=; else seen="inside $1"; fi
    command -v nft >/dev/null && $seen nft -j list chains 2>/dev/null
    if [ -n "$($seen cat /proc/net/ip_tables_names 2>/dev/null)" ]; then
        for variant in legacy nft; do
            command -v "iptables-$variant-save" >/dev/null || continue
            echo "$variant $($seen "iptables-$variant-save" 2>/dev/null | grep -c '^-A')"
        done
    fi
    return 0
}

# rules6 NAME: IPv6 rules; a kernel without IPv6 has none.
rules6() {
    [ -e /proc/net/if_inet6 ] || return 0
    section rule6 "$1"
    if [ "$1" = - ]; then shift; else set -- -n "$1"; fi
    ip "$@" -6 -d -j rule show 2>/dev/null
}

# peers NAME: the ends of veths, and which namespace is meant by the numbers that they have for it.
peers() {
    section peers "$1"
    ip -n "$1" -d -j -batch - 2>/dev/null <<'EOF'
link show
netns list-id
EOF
}

# What is on the interfaces of a namespace. Where the tool is not there, there is no section.
neighbors() {
    section neighbors "$1"
    if [ "$1" = - ]; then shift; else set -- -n "$1"; fi
    ip "$@" -j neigh show nud permanent 2>/dev/null
}

fdb() {
    command -v bridge >/dev/null || return 0
    section fdb "$1"
    if [ "$1" = - ]; then shift; else set -- -n "$1"; fi
    bridge "$@" -j fdb show 2>/dev/null
}

qdiscs() {
    command -v tc >/dev/null || return 0
    section qdiscs "$1"
    if [ "$1" = - ]; then shift; else set -- -n "$1"; fi
    tc "$@" -j qdisc show 2>/dev/null
}

# feature WORD: whether the kernel makes one, in a namespace that is gone with the attempt.
feature() {
    command -v unshare >/dev/null || return 0
    section feature "$1"
    unshare -n sh -c '
        add() { ip link add name nsf2 type "$@" >/dev/null 2>&1; }
        on() { ip link add name nsf0 type veth peer name nsf1 && ip link add link nsf0 name nsf2 type "$@"; } >/dev/null 2>&1
        case $1 in
        vlan) on vlan id 1 ;;
        macvlan | ipvlan) on "$1" ;;
        vxlan) add vxlan id 1 dstport 4789 ;;
        vrf) add vrf table 1 ;;
        netem) tc qdisc add dev lo root netem delay 1ms >/dev/null 2>&1 ;;
        tbf) tc qdisc add dev lo root tbf rate 1mbit burst 5000 latency 50ms >/dev/null 2>&1 ;;
        gre | ipip | sit) add "$1" local 192.0.2.1 remote 192.0.2.2 ;;
        *) add "$1" ;;
        esac && echo yes || echo no' sh "$1"
}

section second 1
[#list namespaces as ns]
[#if ns.host]
[#if ns.files?size != 0]
section sysctl -
grep -s '' /dev/null [=words(ns.files)]
[/#if]
[#list ns.calls as call]
[=words(call)]
[/#list]
[#else]
if [ -f /run/netns/[=ns.name] ]; then
    :
[#if ns.files?size != 0]
    section sysctl [=ns.name]
    inside [=ns.name] grep -s '' /dev/null [=words(ns.files)] 2>/dev/null
[/#if]
[#list ns.calls as call]
    [=words(call)]
[/#list]
fi
[/#if]
[/#list]
section end
