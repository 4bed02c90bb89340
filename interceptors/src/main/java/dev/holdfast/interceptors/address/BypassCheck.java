package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.host.Command;
import dev.holdfast.interceptors.host.Sysctl;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the ways in which this host's kernel would serve a virtual address to the wire itself: the wrap would see copies, and
 * protect nothing.
 *
 * <p>By the facts that decide it; nothing is sent. Somebody else may change them at any time (reloading the host's packet filter
 * removes ours), so it is worth repeating.
 */
final class BypassCheck {

    private static final String ANYWHERE_V4 = "192.0.2.1";
    private static final String ANYWHERE_V6 = "2001:db8::1";

    private final VipPlacement placement;
    private final Guard guard;
    private final List<String> reasons = new ArrayList<>();

    BypassCheck(VipPlacement placement, Guard guard) {
        this.placement = placement;
        this.guard = guard;
    }

    BypassResult result() throws IOException {
        checkOwners();
        reasons.addAll(guard.missing());
        if (placement instanceof VipPlacement.HostNamespace) {
            checkArp();
            for (IpAddress vip : guard.vips()) {
                checkRoute(vip);
            }
        }
        return reasons.isEmpty() ? new BypassResult.Clean() : new BypassResult.Bypassed(reasons);
    }

    private void checkOwners() throws IOException {
        for (IpAddress vip : guard.vips()) {
            String owners = Command.of("ip", "-o", "address", "show", "to", vip.toString())
                    .run();
            for (String line : owners.lines().toList()) {
                String owner = line.split(" +", 3)[1];
                if (!owner.equals(guard.tun())) {
                    reasons.add("%s is an address of %s: remove it there (ip address del %s dev %s)"
                            .formatted(vip, owner, vip, owner));
                }
            }
        }
    }

    private void checkArp() throws IOException {
        boolean v4 = guard.vips().stream().anyMatch(vip -> !vip.v6());
        int effective = Math.max(arpIgnore("all"), arpIgnore(guard.nic()));
        if (v4 && effective == 0) {
            reasons.add("arp_ignore of %s is 0: the kernel answers ARP for the address itself".formatted(guard.nic()));
        }
    }

    private static int arpIgnore(String device) throws IOException {
        String value =
                new Sysctl("net/ipv4/conf/" + device + "/arp_ignore").value().orElse("0");
        return value.matches("\\d") ? Integer.parseInt(value) : 0;
    }

    private void checkRoute(IpAddress vip) throws IOException {
        String anywhere = vip.v6() ? ANYWHERE_V6 : ANYWHERE_V4;
        Command.Result route = Command.of("ip", "route", "get", anywhere, "from", vip.toString())
                .attempt();
        if (!route.output().contains(" dev " + guard.tun() + " ")) {
            reasons.add("what comes from %s is not routed to %s but: %s"
                    .formatted(vip, guard.tun(), (route.output() + route.error()).strip()));
        }
    }
}
