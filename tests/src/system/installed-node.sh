#!/usr/bin/env bash
# What docs/operations.md tells an operator of a Debian host with systemd to do; the package lies at /var/tmp/holdfast.deb.
# The JDK may not have come as a package, so the package is installed without its dependencies.
set -euxo pipefail

# Ten times what docs/operations.md tells.
readonly EXPOSURE_TENTHS_MAX=61

property() { systemctl show holdfast --property "$1" --value; }
until_so() { # seconds, condition
    for _ in $(seq $(($1 * 5))); do
        if eval "$2"; then return; fi
        sleep 0.2
    done
    echo "never so: $2"
    systemctl status --no-pager holdfast
    return 1
}

dpkg --force-depends --install /var/tmp/holdfast.deb
systemctl daemon-reload
systemd-analyze verify holdfast.service
systemd-analyze security --no-pager --offline=true --threshold="$EXPOSURE_TENTHS_MAX" holdfast.service
[ "$(property ActiveState)" = inactive ] # nothing is started by itself

ip link set lo up
ip link add lan0 type veth peer name lan1
ip link set lan0 up
before=$(ip -o link | wc -l)
cat >/etc/holdfast/holdfast.conf <<'CONF'
holdfast.vips = [{ address = "10.78.13.10", interface = lan0, placement = namespace, namespace = web, services = [
  { name = web, port = 9000, user = nobody, command = ["/usr/bin/python3", "-m", "http.server", "9000"] }] }]
CONF

# Started, it serves, with the rights that the unit leaves it, and no more.
systemctl start holdfast
[ "$(property ActiveState)" = active ]
holdfast status | grep -w serving
main=$(property MainPID)
grep ^CapBnd "/proc/$main/status"
[ "$(sed -n 's/^CapBnd:\s*//p' "/proc/$main/status")" != "$(sed -n 's/^CapBnd:\s*//p' /proc/self/status)" ]
grep -q '^Seccomp:.*2$' "/proc/$main/status"

# Killed, it comes back, and serves again.
kill -9 "$main"
until_so 30 '[ "$(property NRestarts)" = 1 ] && [ "$(property ActiveState)" = active ]'
holdfast status | grep -w serving

# Stopped, it leaves nothing.
systemctl stop holdfast
[ "$(property Result)" = success ]
[ "$(property ActiveState)" = inactive ]
[ "$(ip -o link | wc -l)" = "$before" ]
[ -z "$(ip netns list)" ]
[ -z "$(nft list ruleset)" ]
[ -z "$(ip rule | grep -vE '^(0|32766|32767):')" ]

systemctl enable holdfast
dpkg --purge holdfast
[ ! -e /lib/systemd/system/holdfast.service ]
echo "ALL DONE"
