package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.TcpFlags;

/**
 * Takes out of a SYN what does not survive a takeover: Multipath TCP and TCP Fast Open with their data, and whatever option is
 * unknown. The client falls back by itself (RFC 8684 section 3.7, RFC 7413 section 4.1).
 */
public final class SynFilter {

    private SynFilter() {}

    public static Segment filter(Segment syn) {
        return new Segment(
                syn.seq(),
                syn.ack(),
                syn.flags() & ~(TcpFlags.FIN | TcpFlags.PSH | TcpFlags.URG),
                syn.wnd(),
                0,
                syn.options().withoutUnknown(),
                Payload.EMPTY);
    }
}
