package dev.holdfast.interceptors.fence;

import dev.holdfast.protocol.wire.IpAddress;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The packet filter of a fence, in nft's words: on its way out of the interface every frame that speaks for a virtual address is
 * dropped unless the set {@code lease} names the interface; that one element has a timeout.
 *
 * <p>At egress, behind everything that could send: the kernel's own TCP, its ARP, and raw packet sockets alike.
 */
record FenceRules(String nic, List<IpAddress> vips) {

    private static final int ICMP6_ADVERTISEMENT = 136;

    String table() {
        return "holdfast_fence_" + vips.getFirst().toString().replaceAll("[^0-9a-f]", "_");
    }

    String install() {
        return """
                table netdev %s {
                  set lease {
                    type ifname
                    flags timeout
                  }
                  chain egress {
                    type filter hook egress device "%s" priority 450; policy accept;
                %s
                  }
                }
                """.formatted(table(), nic, vips.stream().map(this::rules).collect(Collectors.joining("\n")));
    }

    /** What {@link #install} says, in the place of whatever there is. */
    String replace() {
        return "add table netdev %s; delete table netdev %s; ".formatted(table(), table()) + install();
    }

    private String rules(IpAddress vip) {
        String unless = "oifname != @lease counter drop";
        return vip.v6()
                ? "ip6 saddr %s %s\nip6 nexthdr icmpv6 @th,0,8 %d @th,64,128 0x%016x%016x %s"
                        .formatted(vip, unless, ICMP6_ADVERTISEMENT, vip.high(), vip.low(), unless)
                : "ip saddr %s %s\narp saddr ip %s %s".formatted(vip, unless, vip, unless);
    }

    String grant(long millis) {
        return "add element netdev %s lease { \"%s\" timeout %dms }".formatted(table(), nic, millis);
    }

    /** Refused by the kernel as a whole if the element is not there any more. */
    String renew(long millis) {
        return revoke() + "; " + grant(millis);
    }

    String revoke() {
        return "delete element netdev %s lease { \"%s\" }".formatted(table(), nic);
    }
}
