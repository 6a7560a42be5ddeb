[#--
  A TCP connection, made by whatever the host has. bash is on every Debian, Ubuntu, Fedora, Arch, SUSE; perl on
  Debian even in the smallest; busybox's nc has -z on Alpine, not on Debian; without it nc would wait for the server to
  hang up. Each prints "open", or why not. Model c: host, port, wait (seconds)
--]
[#if c.guard]if v_has bash; then
            v_used bash
            exec [#include "tcp-bash.sh.ftl"]
        elif v_has perl && perl -MIO::Socket::IP -e 1 2>/dev/null; then
            v_used perl
            exec [#include "tcp-perl.sh.ftl"]
        elif v_has python3; then
            v_used python3
            exec [#include "tcp-python3.sh.ftl"]
        elif v_has nc && nc -h 2>&1 | grep -q -e '-z'; then
            v_used nc
            exec [#include "tcp-nc.sh.ftl"]
        else
            v_cannot tool bash bash
        fi
[/#if]
