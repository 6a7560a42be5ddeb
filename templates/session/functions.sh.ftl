# Read by the worker before its first frame. The nonce comes over standard input only: arguments can be seen in ps.
frame_nonce=[=nonce]

# run_frame ID PROGRAM . : the program in a subshell, between markers that only this session can know. The last
# word proves that the line came whole: a program cut after one of its quoted parts looks complete to a shell.
run_frame() {
    [ "$3" = . ] || return 0
    printf '\n@%s B %s\n' "$frame_nonce" "$1"
    (
        unset frame_nonce frame_failed frame_status
        eval "set --; $2"
    ) </dev/null 9>&-
    frame_status=$?
    printf '\n@%s E %s %s\n' "$frame_nonce" "$1" "$frame_status"
    printf '\n@%s E %s %s\n' "$frame_nonce" "$1" "$frame_status" >&2
}

# The same, unless a chained frame of the same call failed.
run_chained() {
    [ "$3" = . ] || return 0
    if [ -n "$frame_failed" ]; then
        printf '\n@%s S %s\n' "$frame_nonce" "$1"
        printf '\n@%s S %s\n' "$frame_nonce" "$1" >&2
        return 0
    fi
    run_frame "$@"
    [ "$frame_status" = 0 ] || frame_failed=1
}

# The same as run_frame for programs about the lock: they see descriptor 9.
run_locking() {
    [ "$3" = . ] || return 0
    printf '\n@%s B %s\n' "$frame_nonce" "$1"
    (
        unset frame_nonce frame_failed frame_status
        eval "set --; $2"
    ) </dev/null
    frame_status=$?
    printf '\n@%s E %s %s\n' "$frame_nonce" "$1" "$frame_status"
    printf '\n@%s E %s %s\n' "$frame_nonce" "$1" "$frame_status" >&2
}
