[#--
  All checks of a host, side by side, each in a job of its own with its own deadline.

  Model: nonce; cap (bytes kept of each stream); checks: index, type, netns?, tool?, package?, big,
  and what their own template wants; deadlines: wait (seconds after the one before), checks (indexes).

  A result is printed in one piece:
      @NONCE K INDEX BEGUN ENDED        seconds since boot
      standard error, and in it, alone in their lines:
      @NONCE X REASON...                it could not be carried out
      @NONCE C TOOL                     the tool that was chosen
      @NONCE R STATUS                   the exit status
      @NONCE O LENGTH                   what follows is standard output
      @NONCE Z INDEX
  and @NONCE T INDEX says that a job ran into its deadline. No job knows the nonce (it is a variable of
  this shell, not exported), so no output can pass for a line of ours.
--]
LC_ALL=C
export LC_ALL
v=[=nonce]
v_cap=[=cap]

# v_say FORMAT ARGUMENT...: prints in one piece. More than a pipe's 4 KiB would mix with other jobs'. Descriptor 6 is a
# pipe with one line feed in it: who reads it may print, and puts it back. That costs no process, as flock(1) would.
v_say() {
    read -r v_turn <&6
    printf "$@"
    echo >&6
}

# v_cannot REASON...: this check cannot be carried out. Ends the subshell that it is called in.
v_cannot() {
    printf '\n@%s X %s\n' "$v" "$*" >&2
    exit 125
}

v_has() {
    command -v "$1" >/dev/null 2>&1
}

# v_used TOOL: which one was chosen
v_used() {
    printf '\n@%s C %s\n' "$v" "$1" >&2
}

# v_check INDEX: the checks themselves; always in a subshell
v_check() {
    case $1 in
[#list checks as c]
    [=c.index])
[#if c.netns??]
        [ -e /run/netns/[=c.netns] ] || v_cannot netns
[/#if]
[#if c.tool??]
        v_has [=c.tool] || v_cannot tool [=c.tool] [=c.package]
[/#if]
        [#include c.type + ".sh.ftl"]
        ;;
[/#list]
    esac
}

# v_small INDEX: for checks whose output has a natural end
v_small() {
    exec 3>&1
    v_out=$(v_check "$1" 2>&3 3>&- 6>&-)
    printf '\n@%s R %s\n' "$v" "$?"
    printf '\n@%s O %s\n%s' "$v" "${#v_out}" "$v_out"
}

# v_big INDEX: for checks that may print without end; each stream is cut off. Both heads outlive the deadline's
# TERM, so that what came until then is not lost in their buffers.
v_big() {
    exec 3>&1
    v_out=$(
        {
            { (v_check "$1") 3>&- 4>&- 6>&-; printf '\n@%s R %s\n' "$v" "$?" >&3; } 2>&1 >&4 |
                { trap '' TERM; head -c "$v_cap" >&3 4>&- 6>&-; }
        } 4>&1 | { trap '' TERM; head -c "$v_cap" 6>&-; echo .; }
    )
    # The dot has kept line feeds at the end, which count for the length.
    v_out=${v_out%.}
    printf '\n@%s O %s\n%s' "$v" "${#v_out}" "$v_out"
}

# v_job INDEX v_small|v_big: one check from start to end
v_job() {
    read -r v_begun v_rest </proc/uptime
    v_all=$("$2" "$1")
    read -r v_ended v_rest </proc/uptime
    v_say '\n@%s K %s %s %s\n%s\n@%s Z %s\n' "$v" "$1" "$v_begun" "$v_ended" "$v_all" "$v" "$1"
}

# v_scan: v_tree becomes the list of all processes as PID:PARENT. Neither ps nor pgrep is everywhere, and
# process groups will not do: the connection's end must still reach all processes through the one they are in.
v_scan() {
    v_tree=
    for v_file in /proc/[0-9]*/stat; do
        { read -r v_line <"$v_file"; } 2>/dev/null || continue
        v_pid=${v_file#/proc/}
        v_parent=${v_line##*) }
        v_parent=${v_parent#* }
        v_tree="$v_tree ${v_pid%/stat}:${v_parent%% *}"
    done
}

# v_children PID...: v_found becomes the list of what they started
v_children() {
    v_found=
    for v_one in $v_tree; do
        case " $* " in
        *" ${v_one#*:} "*) v_found="$v_found ${v_one%:*}" ;;
        esac
    done
}

# v_end PID SIGNAL: ends what a job runs. With KILL also the job's own shells, with TERM not: they print what
# came until then.
v_end() {
    v_scan
    case " $v_tree " in
    *" $1:$v_self "*) ;;
    *) return 0 ;;
    esac
    v_children "$1"
    v_own=$v_found
    v_deep=
    while [ "$v_found" ]; do
        v_children $v_found
        v_deep="$v_deep $v_found"
    done
    [ "$2" = TERM ] || v_deep="$v_deep $v_own $1"
    for v_pid in $v_deep; do
        kill -"$2" "$v_pid" 2>/dev/null
    done
}

# v_expire INDEX...: their time is over
v_expire() {
    v_scan
    v_late=
    for v_item in $v_jobs; do
        case " $* " in
        *" ${v_item%:*} "*) ;;
        *) continue ;;
        esac
        case " $v_tree " in
        *" ${v_item#*:}:$v_self "*) ;;
        *) continue ;;
        esac
        v_say '\n@%s T %s\n' "$v" "${v_item%:*}"
        v_late="$v_late ${v_item#*:}"
    done
    [ "$v_late" ] || return 0
    for v_item in $v_late; do v_end "$v_item" TERM; done
    sleep 1
    # Nobody may be ended while it is its turn to print: nobody else would have one
    read -r v_turn <&6
    for v_item in $v_late; do v_end "$v_item" KILL; done
    echo >&6
}

v_watch() {
    trap 'kill "$v_nap" 2>/dev/null; exit 0' TERM
[#list deadlines as d]
    sleep [=d.wait] >/dev/null 2>&1 6>&- &
    v_nap=$!
    wait "$v_nap"
    v_expire [=words(d.checks)]
[/#list]
}

v_go() {
    read -r v_self v_rest </proc/self/stat
    v_jobs=
    v_waits=
[#list checks as c]
    v_job [=c.index] [#if c.big]v_big[#else]v_small[/#if] &
    v_jobs="$v_jobs "[=c.index]":$!"
    v_waits="$v_waits $!"
[/#list]
    v_watch &
    v_dog=$!
    wait $v_waits
    kill "$v_dog" 2>/dev/null
}

: | {
    exec 6<>/proc/self/fd/0 </dev/null
    echo >&6
    v_go
}
