package dev.holdfast.interceptors.link;

import dev.holdfast.protocol.wire.IpAddress;
import java.util.List;

/**
 * Which frames of the wire are ours: IP to a virtual address and to our Ethernet address, and ARP and Neighbor Discovery about
 * it also to a group.
 *
 * <p>What a switch floods toward another host's Ethernet address is not ours although the virtual address is: its owner is
 * somebody else at that moment. Tagged frames belong to the VLAN's own interface.
 */
final class VipFilter {

    static final int VIPS_MAX = 4;

    private static final int IP4_DESTINATION = Ethernet.HEADER + 16;
    private static final int IP6_DESTINATION = Ethernet.HEADER + 24;
    private static final int IP6_NEXT_HEADER = Ethernet.HEADER + 6;
    private static final int IP6_PAYLOAD = Ethernet.HEADER + 40;
    private static final int ND_TARGET = IP6_PAYLOAD + 8;
    private static final int ARP_TARGET = Ethernet.HEADER + 24;
    private static final int ICMP6 = 58;
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final int WHOLE = 0x40000;

    private VipFilter() {}

    static SocketFilter of(List<IpAddress> vips, long mac) {
        if (vips.isEmpty() || vips.size() > VIPS_MAX) {
            throw new IllegalArgumentException("1.." + VIPS_MAX + " virtual addresses on one link, not " + vips.size());
        }
        SocketFilter filter = new SocketFilter();
        filter.octet(SocketFilter.PACKET_TYPE).ifEqual(SocketFilter.OUTGOING, "reject");
        filter.octet(SocketFilter.VLAN_PRESENT).unlessEqual(0, "reject");
        filter.half(12).ifEqual(Frame.IPV4, "ip4").ifEqual(Frame.IPV6, "ip6").unlessEqual(Frame.ARP, "reject");
        filter.word(ARP_TARGET);
        anyV4(filter, vips, "any station");
        filter.label("ip4").word(IP4_DESTINATION);
        anyV4(filter, vips, "our station");
        filter.label("ip6");
        anyV6(filter, vips, IP6_DESTINATION, "our station");
        filter.octet(IP6_NEXT_HEADER).unlessEqual(ICMP6, "none");
        filter.octet(IP6_PAYLOAD).ifEqual(SOLICITATION, "neighbor").unlessEqual(ADVERTISEMENT, "none");
        filter.label("neighbor");
        anyV6(filter, vips, ND_TARGET, "any station");
        filter.label("none").take(0);
        filter.label("any station").octet(0).ifAnyBit(1, "accept");
        filter.label("our station").word(0).unlessEqual((int) (mac >>> 16), "reject");
        filter.half(4).unlessEqual((int) mac & 0xffff, "reject");
        filter.label("accept").take(WHOLE);
        filter.label("reject").take(0);
        return filter;
    }

    /** Goes to {@code then} if the word loaded last is one of {@code vips}, else rejects. */
    static void anyV4(SocketFilter filter, List<IpAddress> vips, String then) {
        for (IpAddress vip : vips) {
            if (!vip.v6()) {
                filter.ifEqual((int) vip.low(), then);
            }
        }
        filter.take(0);
    }

    /** Goes to {@code then} if the 16 bytes at {@code at} are one of {@code vips}, else on. */
    static void anyV6(SocketFilter filter, List<IpAddress> vips, int at, String then) {
        for (IpAddress vip : vips) {
            if (vip.v6()) {
                String next = filter.newLabel();
                filter.unlessEqual16(at, vip.high(), vip.low(), next).ifEqual((int) vip.low(), then);
                filter.label(next);
            }
        }
    }
}
