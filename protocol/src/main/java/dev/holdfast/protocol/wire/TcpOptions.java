package dev.holdfast.protocol.wire;

import java.util.List;

/**
 * The options of a TCP header.
 *
 * @param mss largest segment the sender takes, bytes; {@link #ABSENT} if not said (RFC 9293 section 3.7.1)
 * @param windowScale shift 0 to 14; {@link #ABSENT} if not said (RFC 7323 section 2)
 * @param sackPermitted RFC 2018 section 2
 * @param timestamps whether {@code tsVal} and {@code tsEcr} are there (RFC 7323 section 3)
 * @param sack blocks received out of order, at most four (RFC 2018 section 3)
 * @param unknown every other option as it came: kind, length, content, one after the other
 */
public record TcpOptions(
        int mss,
        int windowScale,
        boolean sackPermitted,
        boolean timestamps,
        int tsVal,
        int tsEcr,
        List<SackBlock> sack,
        Payload unknown) {

    public static final int ABSENT = -1;
    public static final int WINDOW_SCALE_MAX = 14;
    public static final int SACK_BLOCKS_MAX = 4;
    public static final TcpOptions NONE = new TcpOptions(ABSENT, ABSENT, false, false, 0, 0, List.of(), Payload.EMPTY);

    /** A block {@code [left, right)} of sequence numbers. */
    public record SackBlock(SeqNum left, SeqNum right) {}

    public TcpOptions {
        sack = List.copyOf(sack);
    }

    public TcpOptions withTimestamps(int newTsVal, int newTsEcr) {
        return new TcpOptions(mss, windowScale, sackPermitted, true, newTsVal, newTsEcr, sack, unknown);
    }

    public TcpOptions withSack(List<SackBlock> blocks) {
        return new TcpOptions(mss, windowScale, sackPermitted, timestamps, tsVal, tsEcr, blocks, unknown);
    }

    public TcpOptions withoutUnknown() {
        return unknown.isEmpty()
                ? this
                : new TcpOptions(mss, windowScale, sackPermitted, timestamps, tsVal, tsEcr, sack, Payload.EMPTY);
    }
}
