package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.host.Command;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The packet filter that keeps the host's kernel from seeing what is meant for the wrap.
 *
 * <p>The taps of the links see frames before it. Three layers: on the wire itself (cheapest), behind every other interface, and
 * outbound, so that nothing with a virtual address as source leaves the kernel but through the inner link.
 */
record Guard(List<IpAddress> vips, String nic, String tun) {

    /** What each rule that drops what comes for a virtual address carries, by which it is found again. */
    static final String COMMENT = "holdfast guard of ";

    private static final int ICMP6_SOLICITATION = 135;

    String table() {
        return "holdfast_" + vips.getFirst().toString().replaceAll("[^0-9a-f]", "_");
    }

    /** What of it is not in the kernel, a sentence each; nothing if all is. */
    List<String> missing() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String family : List.of("netdev", "inet")) {
            String rules = Command.of("nft", "list", "table", family, table())
                    .attempt()
                    .output();
            for (IpAddress vip : vips) {
                if (!rules.contains("comment \"" + COMMENT + vip + "\"")) {
                    missing.add(
                            "the packet filter table %s %s does not guard %s any more (was the host's filter reloaded?)"
                                    .formatted(family, table(), vip));
                }
            }
        }
        return missing;
    }

    /** Puts all of it in the place of whatever there is of it, in one transaction; false if the kernel refuses. */
    boolean replace() throws IOException {
        String all = changes().stream().map(Change.FilterTable::replacing).collect(Collectors.joining());
        return Command.of("nft", "-f", "-").withInput(all).attempt().ok();
    }

    List<Change.FilterTable> changes() {
        return List.of(
                new Change.FilterTable("netdev", table(), onTheWire()),
                new Change.FilterTable("inet", table(), elsewhere()),
                new Change.FilterTable("arp", table(), arp()));
    }

    private String onTheWire() {
        return """
                table netdev %s {
                  chain ingress {
                    type filter hook ingress device "%s" priority -450; policy accept;
                %s
                  }
                }
                """.formatted(table(), nic, rules(this::wireRules));
    }

    private String wireRules(IpAddress vip) {
        String comment = "comment \"" + COMMENT + vip + "\"";
        return vip.v6()
                ? "ip6 daddr %s drop %s\nip6 nexthdr icmpv6 @th,0,8 %d @th,64,128 %s drop"
                        .formatted(vip, comment, ICMP6_SOLICITATION, number(vip))
                : "ip daddr %s drop %s\narp daddr ip %s drop".formatted(vip, comment, vip);
    }

    private String elsewhere() {
        return """
                table inet %s {
                  chain inbound {
                    type filter hook prerouting priority -450; policy accept;
                    iifname { "lo", "%s" } accept
                %s
                  }
                  chain outbound {
                    type filter hook postrouting priority 450; policy accept;
                    oifname { "lo", "%s" } accept
                %s
                  }
                }
                """.formatted(
                        table(),
                        tun,
                        rules(vip -> ip(vip) + " daddr " + vip + " counter drop comment \"" + COMMENT + vip + "\""),
                        tun,
                        rules(vip -> ip(vip) + " saddr " + vip + " counter drop"));
    }

    private String arp() {
        return """
                table arp %s {
                  chain inbound {
                    type filter hook input priority 0; policy accept;
                %s
                  }
                  chain outbound {
                    type filter hook output priority 0; policy accept;
                %s
                  }
                }
                """.formatted(
                        table(),
                        rules(vip -> vip.v6() ? "" : "arp daddr ip " + vip + " drop"),
                        rules(vip -> vip.v6() ? "" : "arp saddr ip " + vip + " counter drop"));
    }

    private String rules(Function<IpAddress, String> rule) {
        return vips.stream().map(rule).collect(Collectors.joining("\n"));
    }

    private static String ip(IpAddress vip) {
        return vip.v6() ? "ip6" : "ip";
    }

    private static String number(IpAddress vip) {
        return "0x%016x%016x".formatted(vip.high(), vip.low());
    }
}
