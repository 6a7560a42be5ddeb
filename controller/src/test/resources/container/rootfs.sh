#!/bin/sh
# rootfs.sh DIRECTORY PUBLIC_KEY_FILE   The files of a small Linux host with an SSH server, taken from this machine:
# its programs and the libraries they are linked with. Needs no network and no image registry.
set -eu
root=$1 public_key=$2
PATH=$PATH:/usr/sbin:/sbin

mkdir -p "$root/etc/ssh" "$root/root/.ssh" "$root/run/sshd" "$root/proc" "$root/sys" "$root/dev" "$root/tmp" \
  "$root/var/empty" "$root/var/lib" "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64"
for directory in bin sbin lib lib64; do ln -s "usr/$directory" "$root/$directory"; done
chmod 700 "$root/root" "$root/root/.ssh"
chmod 1777 "$root/tmp"

programs=
for program in sh bash ip ss nft ping sysctl iptables iptables-save iptables-restore ip6tables ip6tables-save \
  ip6tables-restore sshd cat ls id mkdir rmdir rm mv cp ln sleep grep sed awk head tail tr cut sort uniq wc tac flock \
  base64 sha256sum uname hostname mount umount readlink stat date ps timeout env setsid nsenter unshare mktemp od \
  chmod chown touch xargs find dirname basename cksum seq tee; do
  path=$(command -v "$program") && programs="$programs $path"
done
# Parts that programs load or start by themselves.
for part in /usr/lib/openssh/sshd-session /usr/lib/openssh/sshd-auth /usr/libexec/openssh/sshd-session \
  /usr/libexec/openssh/sshd-auth /lib/*/libnss_files.so.2 /usr/lib/*/xtables/*.so /usr/lib64/xtables/*.so; do
  [ ! -f "$part" ] || programs="$programs $part"
done
# ldd prints "libc.so.6 => /lib/libc.so.6 (0x...)" and "/lib64/ld-linux-x86-64.so.2 (0x...)"
libraries=$({ ldd $programs 2>/dev/null || :; } |
  awk '{ for (i = 1; i <= NF; i++) if ($i ~ /^\// && $i !~ /:$/) print $i }')
# /lib/x and /usr/lib/x are one file where /lib is a link into /usr
for file in $programs $libraries; do
  if [ -e "/usr$file" ]; then echo "/usr$file"; else echo "$file"; fi
done | sort -u | xargs cp -L --parents -t "$root"

printf 'root:x:0:0:root:/root:/bin/bash\nsshd:x:100:100::/run/sshd:/bin/false\nnobody:x:65534:65534::/:/bin/false\n' \
  >"$root/etc/passwd"
printf 'root:x:0:\nsshd:x:100:\nnogroup:x:65534:\n' >"$root/etc/group"
printf 'root:*:19000:0:99999:7:::\nsshd:*:19000:0:99999:7:::\n' >"$root/etc/shadow"
chmod 600 "$root/etc/shadow"
printf 'ID=scratch\nVERSION_ID=1\n' >"$root/etc/os-release"
cp "$public_key" "$root/root/.ssh/authorized_keys"
chmod 600 "$root/root/.ssh/authorized_keys"
printf '%s\n' 'HostKey /etc/ssh/ssh_host_ed25519_key' 'PidFile none' 'UsePAM no' 'UseDNS no' 'StrictModes no' \
  'PasswordAuthentication no' 'PermitRootLogin prohibit-password' >"$root/etc/ssh/sshd_config"
ssh-keygen -q -t ed25519 -N '' -C container -f "$root/etc/ssh/ssh_host_ed25519_key"

# Docker mounts /proc/sys read-only; with CAP_SYS_ADMIN it can be made writable again.
cat >"$root/start" <<'END'
#!/bin/sh
mount -o remount,rw /proc/sys
exec "$(command -v sshd)" -D -e
END
chmod 755 "$root/start"
