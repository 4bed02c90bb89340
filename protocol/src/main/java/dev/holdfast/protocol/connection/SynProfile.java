package dev.holdfast.protocol.connection;

import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.TcpOptions;

/**
 * What one side said in its SYN and can never say again; a forged handshake repeats it (I7).
 *
 * @param mss bytes, or {@link TcpOptions#ABSENT}
 * @param windowScale 0 to 14, or {@link TcpOptions#ABSENT}
 * @param wnd the SYN's window field, never scaled
 * @param flags all control bits of the SYN (ECN is negotiated there)
 * @param tsVal its clock in the SYN, 0 without timestamps; no later one of this side lies before it (RFC 7323)
 */
public record SynProfile(
        int mss, int windowScale, boolean sackPermitted, boolean timestamps, int wnd, int flags, int tsVal) {

    public static SynProfile of(Segment syn) {
        TcpOptions options = syn.options();
        return new SynProfile(
                options.mss(),
                options.windowScale(),
                options.sackPermitted(),
                options.timestamps(),
                syn.wnd(),
                syn.flags(),
                options.timestamps() ? options.tsVal() : 0);
    }

    /** The options of the SYN with {@code clock} as its clock. */
    public TcpOptions options(int clock, int tsEcr) {
        return new TcpOptions(
                mss,
                windowScale,
                sackPermitted,
                timestamps,
                timestamps ? clock : 0,
                timestamps ? tsEcr : 0,
                java.util.List.of(),
                dev.holdfast.protocol.wire.Payload.EMPTY);
    }
}
