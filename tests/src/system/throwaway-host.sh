#!/usr/bin/env bash
# throwaway-host.sh DIRECTORY SCRIPT: runs SCRIPT on a host with systemd as process 1, made of an overlay over this machine's files and
# of namespaces of its own. What it writes goes below DIRECTORY; SCRIPT's output is printed, its exit code is ours.
set -euo pipefail

if [ "${3:-}" != inside ]; then
    exec unshare --mount --pid --fork --kill-child --net --ipc --uts --cgroup "$0" "$1" "$2" inside
fi

DIRECTORY=$1
ROOT=$DIRECTORY/root
mount --make-rprivate /
mkdir -p "$DIRECTORY"/{upper,work} "$ROOT"
mount -t overlay overlay -o "lowerdir=/,upperdir=$DIRECTORY/upper,workdir=$DIRECTORY/work" "$ROOT"
mount -t proc proc "$ROOT/proc"
mount -t sysfs sysfs "$ROOT/sys"
mount -t cgroup2 cgroup2 "$ROOT/sys/fs/cgroup"
mount --rbind /dev "$ROOT/dev"
mount -t tmpfs -o mode=755 tmpfs "$ROOT/run"
mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"
install -m 755 "$2" "$ROOT/root/script"

cat >"$ROOT/etc/systemd/system/script.service" <<'UNIT'
[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
Environment=HOME=/root
ExecStart=/bin/bash -c '/root/script >/root/output 2>&1; echo $? >/root/code'
ExecStopPost=/bin/systemctl exit
UNIT

cd "$ROOT"
mkdir -p old
pivot_root . old
umount -l /old
exec env -i container=throwaway PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=script.service --log-target=null --show-status=no
