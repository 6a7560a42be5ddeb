# Sourced by ./nsfleet, ./test and ./format: finds a JDK that can build and run nsfleet.

jdk_wanted=25

# Sets jdk_feature and jdk_version of a JDK from its `release` file: no process is started.
# Fails where there is no compiler, or no such file.
jdk_look() {
  jdk_feature=0 jdk_version=
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r jdk_line; do
    case $jdk_line in JAVA_RUNTIME_VERSION=*)
      jdk_version=${jdk_line#*=} jdk_version=${jdk_version#\"} jdk_version=${jdk_version%\"} ;;
    JAVA_VERSION=*)
      jdk_feature=${jdk_line#*=} jdk_feature=${jdk_feature#\"} jdk_feature=${jdk_feature%%[!0-9]*} ;;
    esac
  done <"$1/release"
  [ "${jdk_feature:-0}" -ge "$jdk_wanted" ]
}

# Sets jdk to the first that is new enough: what the user says, then where systems put them, then PATH.
find_jdk() {
  for jdk in "${JAVA_HOME-}" "${JAVA25_HOME-}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "${HOME-/root}"/.sdkman/candidates/java/* "${HOME-/root}"/.jdks/*; do
    [ -n "$jdk" ] && jdk_look "$jdk" && return 0
  done
  if jdk=$(command -v java) && jdk=$(readlink -f "$jdk"); then
    jdk=${jdk%/bin/java}
    jdk_look "$jdk" && return 0
  fi
  jdk=
  return 1
}

jdk_missing() {
  cat >&2 <<END
nsfleet needs a JDK, version $jdk_wanted or newer, and found none in JAVA_HOME, JAVA25_HOME, /usr/lib/jvm or PATH.
Install one (Debian 13, Ubuntu 24.04 and newer: apt-get install openjdk-$jdk_wanted-jdk-headless;
elsewhere for example Eclipse Temurin $jdk_wanted), or set JAVA_HOME to where it is.
END
}
