# What is on a host: facts, every namespace's links, addresses, routes and rules, and what nsfleet noted. Reads only.
#
# A process costs 2 to 5 ms on a small target. These are ls and grep (uname -m before Linux 6.1), then one for the host
# and one for each namespace. Only where the model says `full`: the versions of tools, and IPv6 rules, which take an ip
# more in each namespace (a plan that is about some asks for them with the second script).
#
# The answer is in sections. A line that begins with @ begins one; no other line can: grep puts the file's name in
# front of each line, ip -j escapes the newlines of names and aliases, namespaces with odd names are left out.
LC_ALL=C
export LC_ALL
unset IFS

# section WORD [TEXT]: the newline in front ends a line that a command left open.
section() {
    printf '\n@%s\n' "$*"
}

# The names of the namespaces that are fit for the command line (see Netns.java); the rest is only told.
find_namespaces() {
    names= count=0
    cd /run/netns 2>/dev/null || return 0
    for name in *; do
        case $name in
            host | [!A-Za-z0-9_]* | *[!A-Za-z0-9_.@:+-]*)
                case $name in
                    '*') ;;
                    *[[:cntrl:]]*) section odd ;;
                    *) section odd "$name" ;;
                esac
                ;;
            *)
                if [ -f "$name" ]; then
                    names="$names $name" count=$((count + 1))
                else
                    section dangling "$name"
                fi
                ;;
        esac
    done
    cd /
}

# One grep for all small files. It puts the file's name in front of every line, as there is more than one; a file that
# is empty or not there gives no line. /proc/self is grep itself, which has our ids.
read_files() {
    set -- /etc/os-release /etc/machine-id /proc/sys/kernel/hostname /proc/sys/kernel/osrelease /proc/sys/kernel/arch \
        /proc/sys/kernel/random/boot_id /proc/self/status /run/nsfleet/sysctl /run/nsfleet/holder
    [ -r /etc/os-release ] || set -- /usr/lib/os-release "$@"
    for file in /run/nsfleet/labs/*/record; do
        lab=${file#/run/nsfleet/labs/}
        case ${lab%/record} in
            '' | *[!a-z0-9-]*) ;;
            *) set -- "$@" "$file" ;;
        esac
    done
    for file in /sys/class/net/*/device/uevent; do
        [ -r "$file" ] && set -- "$@" "$file"
    done
    section files
    grep -s '' "$@"
    [ -r /proc/sys/kernel/arch ] || {
        section arch
        uname -m
    }
}

# Inodes tell whether two names mean one namespace.
read_inodes() {
    section inodes
    cd /run/netns 2>/dev/null
    ls -Ldi /proc/self/ns/net $names 2>/dev/null
    cd /
}

read_tools() {
    [ -d /run/systemd/system ] && section systemd
    command -v flock >/dev/null && section flock
[#if full]
    command -v iptables >/dev/null && section iptables && iptables -V 2>/dev/null
    command -v nft >/dev/null && section nft && nft -v 2>/dev/null
[#else]
    command -v iptables >/dev/null && section iptables
    command -v nft >/dev/null && section nft
[/#if]
    command -v ip >/dev/null && section ip
}

# ask WORD COMMAND...: one query by itself, and whether it failed.
ask() {
    section "$1"
    shift
    "$@" 2>/dev/null || section failed "$?"
}

# To list the numbers of a namespace, ip opens every namespace that has a name: with hundreds of them that is most of what
# a look costs. Then only the host is asked; it sees most peers from its side, and the second script asks for others.
numbers='netns list-id'
fewer_numbers() {
[#if full]
    return 0
[#else]
    [ "$count" -gt [=most] ] || return 0
    numbers=
    section unnumbered
[/#if]
}

# look [-n NAME]: one namespace. One ip answers three or four dumps, in order. It has no IPv6 rules (`rule` alone means IPv4
# and -6 is not allowed inside a batch), so they need a second ip. Where a command of the batch fails, answers
# and commands no longer correspond: each is then asked singly.
look() {
    section batch
    ip "$@" -d -j -batch - 2>/dev/null <<EOF
address show
route show table all
rule show
$numbers
EOF
    status=$?
    if [ "$status" != 0 ]; then
        # It may be too old for these dumps, or busybox's
        section ip
        ip -V 2>&1
        message=$(ip "$@" link show 2>&1 >/dev/null) || {
            section unreadable "$message"
            return 1
        }
        section singly
        ask address ip "$@" -d -j address show
        ask route ip "$@" -d -j route show table all
        ask rule ip "$@" -d -j rule show
        ask nsid ip "$@" -j netns list-id
    fi
[#if full]
    [ -e /proc/net/if_inet6 ] && ask rule6 ip "$@" -6 -d -j rule show
[/#if]
    return 0
}

section probe 1
find_namespaces
read_files
read_inodes
read_tools
if command -v ip >/dev/null; then
[#if full]
    section ip
    ip -V 2>&1
[/#if]
    section netns
    if look; then
        fewer_numbers
        for name in $names; do
            section netns "$name"
            look -n "$name" || case $message in *'not permitted'*) break ;; esac
        done
    fi
fi
section end
