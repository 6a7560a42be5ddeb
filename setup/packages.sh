# Sourced by ./nsfleet (for the demo) and ./test: installs missing programs with the system's package manager.

package_manager() {
  for manager in apt-get dnf zypper apk pacman; do
    command -v "$manager" >/dev/null 2>&1 && return 0
  done
  manager=
}

# package_of PROGRAM: what holds it, by the package manager at hand.
package_of() {
  case $manager:$1 in
    *:mvn) echo maven ;;
    *:javac) case $manager in
        apt-get) echo openjdk-25-jdk-headless ;; dnf) echo java-25-openjdk-devel ;;
        zypper) echo java-25-openjdk-devel ;; apk) echo openjdk25-jdk ;; pacman) echo jdk25-openjdk ;;
      esac ;;
    apt-get:sshd | dnf:sshd) echo openssh-server ;;
    apk:sshd) echo openssh-server ;;
    *:sshd) echo openssh ;;
    apt-get:ssh | apt-get:ssh-keygen) echo openssh-client ;;
    dnf:ssh | dnf:ssh-keygen) echo openssh-clients ;;
    apk:ssh) echo openssh-client-default ;;
    apk:ssh-keygen) echo openssh-keygen ;;
    *:ssh | *:ssh-keygen) echo openssh ;;
    apt-get:ip | apt-get:ss | zypper:ip | zypper:ss | pacman:ip | pacman:ss) echo iproute2 ;;
    dnf:ip | dnf:ss) echo iproute ;;
    apk:ip) echo iproute2-minimal ;;
    apk:ss) echo iproute2-ss ;;
    apt-get:ping) echo iputils-ping ;;
    apk:ping) echo iputils-ping ;;
    *:ping) echo iputils ;;
    *:nft) echo nftables ;;
    *:dockerd) [ "$manager" = apt-get ] && echo docker.io || echo docker ;;
    *:ansible-inventory) echo ansible-core ;;
    *:unshare | *:nsenter | *:setpriv | *:flock) echo util-linux ;;
    *) echo "$1" ;;
  esac
}

# reason_for PROGRAM: one clause, so that nobody wonders why it was installed.
reason_for() {
  case $1 in
    mvn) echo "builds nsfleet" ;;
    javac) echo "nsfleet is written in Java 25" ;;
    sshd) echo "the simulated hosts run it; its service stays off" ;;
    ssh | ssh-keygen) echo "makes the keys of the simulated hosts" ;;
    ip | ss) echo "makes and shows networks" ;;
    iptables | nft) echo "address translation on the simulated hosts" ;;
    ping) echo "the checks of the NAT lab" ;;
    sudo) echo "the simulated hosts' ordinary users become root with it" ;;
    busybox | dash | tcsh | fish) echo "the tests run nsfleet's shell text through it" ;;
    dockerd) echo "the container tests" ;;
    ansible-inventory) echo "the tests hold inventories against it" ;;
    *) echo "the simulated hosts are made with it" ;;
  esac
}

has_program() {
  case $1 in
    javac) find_jdk ;;
    *) PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null 2>&1 ;;
  esac
}

# need_programs PROGRAM...: installs the missing ones after saying which and why. Fails when one is still missing.
need_programs() {
  missing=
  for program; do has_program "$program" || missing="$missing $program"; done
  [ -n "$missing" ] || return 0
  package_manager
  packages=
  for program in $missing; do
    if [ -n "$manager" ]; then package=$(package_of "$program"); else package=$program; fi
    case " $packages " in *" $package "*) ;; *)
      packages="$packages $package"
      printf 'Missing: %s (%s)\n' "$package" "$(reason_for "$program")" >&2 ;;
    esac
  done
  if [ -z "$manager" ]; then
    echo "No package manager that is known here (apt-get, dnf, zypper, apk, pacman): install these by hand:$packages" >&2
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    echo "Not root: install these first, with $manager:$packages" >&2
    return 1
  fi
  printf 'Installing with %s:%s\n' "$manager" "$packages" >&2
  set -- $packages
  if ! install_packages "$@" && [ $# -gt 1 ]; then
    # one that the system does not have must not keep the others away
    for package; do install_packages "$package" || echo "Could not install $package." >&2; done
  fi
  hash -r
  still=
  for program in $missing; do has_program "$program" || still="$still $program"; done
  case "$still " in *' javac '*) jdk_missing ;; esac
  [ -z "$still" ] || { echo "Still missing:$still" >&2; return 1; }
}

# Quiet unless it fails; waits for another package run; starts no service of what it installs.
install_packages() {
  install_log=$(mktemp) || return 1
  keep_services_off
  case $manager in
    apt-get)
      export DEBIAN_FRONTEND=noninteractive
      for delay in 0 5 20; do
        sleep "$delay"
        apt-get -q -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 update && break
      done >"$install_log" 2>&1
      apt-get -q -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 install --no-install-recommends "$@" ;;
    dnf) dnf -q -y install "$@" ;;
    zypper) zypper -q -n install --no-recommends "$@" ;;
    apk) apk add -q "$@" ;;
    pacman) pacman -Sy --noconfirm --needed "$@" ;;
  esac >>"$install_log" 2>&1 </dev/null
  install_status=$?
  let_services_be
  [ "$install_status" = 0 ] || tail -n 4 "$install_log" >&2
  rm -f "$install_log"
  return "$install_status"
}

# Debian starts a service as soon as it is installed, unless policy-rc.d forbids it (invoke-rc.d(8)).
keep_services_off() {
  own_policy=
  [ "$manager" = apt-get ] && [ ! -e /usr/sbin/policy-rc.d ] || return 0
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d && own_policy=yes
}

let_services_be() {
  [ -z "$own_policy" ] || rm -f /usr/sbin/policy-rc.d
}
