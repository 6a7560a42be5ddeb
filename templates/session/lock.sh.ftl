# Takes the lock on descriptor 9. Status 0: taken; 10: held, and the holder's file is printed; 11: no flock(1) here.
# Of a holder that is cut off, the process group is ended first.
holder=/run/nsfleet/holder
connection=[=connection]

# field FILE N: the N-th field of /proc/PID/stat after the name, which may hold spaces (proc(5)).
field() {
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    n=$2
    set -- ${stat##*) }
    shift "$((n - 1))"
    printf '%s\n' "$1"
}

# silence CLIENT CPORT SERVER SPORT: milliseconds since that connection was heard of, or "gone".
silence() {
    rows=$(ss -tinH "( sport = :$4 and dport = :$2 )" 2>/dev/null) || return 1
    [ -n "$rows" ] || { echo gone; return 0; }
    heard=$(printf '%s\n' "$rows" | sed -n 's/.*lastrcv:\([0-9]*\).*/\1/p' | sort -n | head -n 1)
    printf '%s\n' "${heard:-0}"
}

# Whether the holder lost its controller. Only one whose own connection can be seen from here can tell.
cut_off() {
    [ "$connection" != - ] && [ "$their_connection" != - ] && [ -n "$their_connection" ] || return 1
    own=$(silence $connection) || return 1
    [ "$own" != gone ] || return 1
    theirs=$(silence $their_connection) || return 1
    [ "$theirs" = gone ] || [ "$theirs" -gt "${their_silence:-60000}" ]
}

# The group is the holder's if its leader still has the start time that the file tells: numbers are used again.
same_group() {
    case $their_group in '' | *[!0-9]*) return 1 ;; esac
    [ "$their_group" -gt 1 ] && [ "$(field "$their_group" 20)" = "$their_start" ]
}

take_over() {
    kill -TERM "-$their_group" 2>/dev/null
    for second in 1 2 3 4 5; do
        kill -0 "-$their_group" 2>/dev/null || return 0
        sleep 1
    done
    kill -KILL "-$their_group" 2>/dev/null
}

told() {
    sed -n "s/^$1=//p" "$holder" 2>/dev/null
}

command -v flock >/dev/null || exit 11
if ! flock -n 9; then
    their_group=$(told group)
    their_start=$(told start)
    their_connection=$(told connection)
    their_silence=$(told silence)
    if cut_off && same_group; then
        take_over
    fi
    flock -n 9 || { cat "$holder" 2>/dev/null; exit 10; }
fi
group=$(field $$ 3)
umask 077
{
    printf 'run=%s\n' [=run]
    printf 'by=%s\n' [=by]
    printf 'connection=%s\n' "$connection"
    printf 'silence=%s\n' [=silence]
    printf 'group=%s\n' "$group"
    printf 'start=%s\n' "$(field "$group" 20)"
    printf 'since=%s\n' [=since]
} >"$holder"
