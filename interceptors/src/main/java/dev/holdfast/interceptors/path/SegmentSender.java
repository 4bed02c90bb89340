package dev.holdfast.interceptors.path;

import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.Gso;
import dev.holdfast.interceptors.link.Link;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.IcmpError;
import dev.holdfast.protocol.wire.PacketCodec;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import org.jspecify.annotations.Nullable;

/**
 * Puts segments on a link: in the very frame that is being processed where that is possible, else in a new one.
 *
 * <p>Owned by the loop's thread; between {@link #begin} and {@link #end} one frame is lent to it.
 */
final class SegmentSender {

    private static final int CHECKSUM_FIELD = 16;

    private final PathCounters counters;
    private @Nullable Frame frame;
    private PacketCodec.Decoded.@Nullable Tcp packet;
    private @Nullable Link onward;

    SegmentSender(PathCounters counters) {
        this.counters = counters;
    }

    /** {@code lent} is being processed and may be sent on {@code toLink} with another header. */
    void begin(Frame lent, PacketCodec.Decoded.Tcp decoded, Link toLink) {
        frame = lent;
        packet = decoded;
        onward = toLink;
    }

    void end() {
        frame = null;
        packet = null;
        onward = null;
    }

    /**
     * @param mss largest payload that the receiver takes in one segment together with the options, bytes
     */
    @SuppressWarnings("ReferenceEquality") // the very payload of the lent frame, not one like it
    void send(Link link, long mac, Endpoint source, Endpoint destination, Segment segment, int mss) {
        if (frame != null
                && packet != null
                && link == onward
                && segment.payload() == packet.segment().payload()) {
            Frame lent = frame;
            if (PacketCodec.rewrite(lent.memory(), lent.ipOffset(), packet, segment, lent.partialChecksum())) {
                lent.ipLength(packet.tcpOffset()
                        + packet.headerLength()
                        + segment.payload().length());
                end();
                counters.rewrittenInPlace++;
                link.send(lent, mac);
                return;
            }
        }
        encode(link, mac, source, destination, segment, mss);
    }

    /** {@code server} says that the segment of {@code client} with the number {@code seq} did not get through. */
    void unreachable(Link link, long mac, Endpoint server, Endpoint client, SeqNum seq) {
        Frame fresh = link.blank();
        int length = IcmpError.unreachable(fresh.memory(), fresh.ipOffset(), server, client, seq);
        fresh.plain(server.address().v6() ? Frame.IPV6 : Frame.IPV4, length);
        counters.encoded++;
        link.send(fresh, mac);
    }

    private void encode(Link link, long mac, Endpoint source, Endpoint destination, Segment segment, int mss) {
        boolean v6 = source.address().v6();
        Frame fresh = link.blank();
        int length = PacketCodec.encode(
                fresh.memory(), fresh.ipOffset(), source, destination, segment, PacketCodec.ChecksumMode.PARTIAL);
        int headers = PacketCodec.headerLength(v6, segment);
        fresh.plain(v6 ? Frame.IPV6 : Frame.IPV4, length);
        fresh.partial(PacketCodec.tcpOffset(v6), CHECKSUM_FIELD);
        int payloadMax = Math.min(link.mtu() - headers, mss - (headers - PacketCodec.tcpOffset(v6) - 20));
        if (segment.payload().length() > payloadMax) {
            fresh.segmented(v6 ? Gso.TCP6 : Gso.TCP4, payloadMax, headers);
        }
        counters.encoded++;
        link.send(fresh, mac);
    }
}
