package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.Link;
import dev.holdfast.protocol.wire.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tells the wire that a virtual address is here now: gratuitous ARP as request and as reply, or an unsolicited Neighbor
 * Advertisement.
 *
 * <p>Both ARP forms, broadcast and repeated: some stacks believe the one, some the other, and a reply to one station alone is
 * ignored while its entry is younger than a second.
 */
public final class Announcement {

    /** When to announce, counted from the takeover. */
    public static final List<Duration> SCHEDULE = IntStream.rangeClosed(0, 20)
            .mapToObj(i -> Duration.ofMillis(50L * i))
            .toList();

    private Announcement() {}

    /** Sends one round for all of {@code vips} under the wire's own address, and flushes. */
    public static void send(List<IpAddress> vips, Link wire) {
        for (IpAddress vip : vips) {
            if (vip.v6()) {
                advertise(vip, wire);
            } else {
                gratuitous(ArpPacket.REQUEST, (int) vip.low(), wire);
                gratuitous(ArpPacket.REPLY, (int) vip.low(), wire);
            }
        }
        wire.flush();
    }

    private static void gratuitous(int operation, int vip, Link wire) {
        Frame frame = wire.blank();
        ArpPacket.write(frame, operation, wire.mac(), vip, operation == ArpPacket.REPLY ? Mac.BROADCAST : 0, vip);
        wire.send(frame, Mac.BROADCAST);
    }

    private static void advertise(IpAddress vip, Link wire) {
        Frame frame = wire.blank();
        NeighborPacket.writeAdvertisement(frame, vip, wire.mac(), NeighborResponder.ALL_NODES, NeighborPacket.OVERRIDE);
        wire.send(frame, Mac.ALL_IPV6_NODES);
    }
}
