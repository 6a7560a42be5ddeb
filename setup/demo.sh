# Sourced by ./nsfleet for `nsfleet demo`: the NAT lab on three simulated hosts, from nothing to nothing.
# Every command is shown as a user would type it.

. "$home/setup/packages.sh"

cd "$home" || exit 1
export NSFLEET_SANDBOX=demo
hosts=/run/nsfleet-sandbox/demo/hosts.yml

[ "$(id -u)" = 0 ] || { say "the demo needs root: it makes simulated hosts on this machine"; exit 2; }
need_programs javac mvn ssh-keygen sshd ip ss iptables ping sudo unshare nsenter setsid flock || exit 1

title() { printf '\n=== %s\n' "$*"; }

# do_as_user WORD...: shows a command of nsfleet and runs it.
do_as_user() {
  printf '\n$ ./nsfleet %s\n' "$*"
  ./nsfleet "$@" || { demo_status=$?; say "that was not expected to fail (exit code $demo_status)"; exit "$demo_status"; }
}

clear_away() {
  trap - EXIT
  title "The simulated hosts go, and the machine is as it was"
  do_as_user sandbox down
}

./nsfleet --version >/dev/null || exit 1 # builds, where it must
trap clear_away EXIT
trap 'exit 130' INT TERM HUP

title "Three simulated hosts: own namespaces, real SSH servers"
do_as_user sandbox up 3
title "What would change? (Nothing does: this only looks.)"
do_as_user plan -i "$hosts" playbooks/nat-lab.yml
title "Make it so, look again, and prove that packets flow"
do_as_user apply -i "$hosts" playbooks/nat-lab.yml
title "Once more: there is nothing left to do"
printf '\n$ ./nsfleet %s\n' "apply -i $hosts playbooks/nat-lab.yml"
second=$(./nsfleet apply -i "$hosts" playbooks/nat-lab.yml)
demo_status=$?
printf '%s\n' "$second"
[ "$demo_status" = 0 ] || exit "$demo_status"
case $second in *changed=[1-9]*) say "the second apply changed something: that is a bug"; exit 1 ;; esac
title "Only the checks"
do_as_user verify -i "$hosts" playbooks/nat-lab.yml
title "Take it all back"
do_as_user destroy -i "$hosts" playbooks/nat-lab.yml
