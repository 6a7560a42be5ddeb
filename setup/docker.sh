# Sourced by ./test: a Docker daemon for the container tests.

docker_home=

docker_answers() {
  docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

# Uses the daemon that answers; else starts one of its own, with its own socket, data, bridge and no rule in the
# machine's packet filter, and exports DOCKER_HOST. Where that fails, says why: the container tests are then skipped.
docker_start() {
  command -v docker >/dev/null 2>&1 && docker_answers && return 0
  if ! need_programs dockerd iptables ip || ! command -v docker >/dev/null 2>&1; then
    docker_skipped "Docker is not installed and could not be"
    return 0
  fi
  if [ "$(id -u)" != 0 ]; then
    docker_skipped "no Docker daemon answers, and only root can start one"
    return 0
  fi
  docker_home=$(mktemp -d /tmp/nsfleet-docker.XXXXXX) || return 0
  docker_bridge=nsft$$
  ip link add name "$docker_bridge" type bridge && ip addr add "$(docker_subnet)" dev "$docker_bridge" &&
    ip link set dev "$docker_bridge" up || { docker_skipped "no bridge can be made here"; docker_stop; return 0; }
  export DOCKER_HOST="unix://$docker_home/socket"
  dockerd --data-root "$docker_home/data" --exec-root "$docker_home/exec" --pidfile "$docker_home/pid" \
    --host "$DOCKER_HOST" --bridge "$docker_bridge" --iptables=false --ip6tables=false --ip-forward=false \
    --ip-masq=false >"$docker_home/log" 2>&1 </dev/null &
  docker_pid=$!
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    docker_answers && return 0
    kill -0 "$docker_pid" 2>/dev/null || break
    sleep 1
  done
  tail -n 5 "$docker_home/log" >&2
  docker_skipped "a Docker daemon does not start here (its last words are above)"
  docker_stop
}

# The first private /24 that no route of this machine touches.
docker_subnet() {
  for third in 213 214 215 216 217 218; do
    ip route get "10.254.$third.1" 2>/dev/null | grep -q ' via ' && break
    ip route show root "10.254.$third.0/24" 2>/dev/null | grep -q . || break
  done
  echo "10.254.$third.1/24"
}

docker_skipped() {
  printf '\n*** CONTAINER TESTS ARE SKIPPED: %s ***\n\n' "$1" >&2
  export NSFLEET_NO_DOCKER="$1"
}

# Ends what docker_start began, and nothing else.
docker_stop() {
  [ -n "$docker_home" ] || return 0
  if [ -n "${docker_pid-}" ] && kill -0 "$docker_pid" 2>/dev/null; then
    docker ps -aq 2>/dev/null | xargs -r docker rm -f >/dev/null 2>&1
    kill "$docker_pid" 2>/dev/null
    wait "$docker_pid" 2>/dev/null
  fi
  unset DOCKER_HOST
  ip link del dev "$docker_bridge" 2>/dev/null
  awk -v home="$docker_home/" 'index($5, home) == 1 { print $5 }' /proc/self/mountinfo | sort -r | xargs -r umount -l
  rm -rf "$docker_home"
  docker_home=
}
