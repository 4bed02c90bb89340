package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpOptions;

/**
 * The parts that events share.
 *
 * <pre>
 * endpoint     family (4 or 6) u8, address 4 or 16 bytes in network order, port u16
 * id           service text, client endpoint, server endpoint, client ISN i32
 * syn profile  mss i32, window scale i8, bits u8 (1 SACK, 2 timestamps), window u16, flags u16, timestamp i32 (absent in version 1)
 * </pre>
 */
final class WireCodec {

    static final int SYN_PROFILE_BYTES = 14;
    private static final int SACK = 1;
    private static final int TIMESTAMPS = 2;

    private WireCodec() {}

    static int size(ConnectionId id) {
        FourTuple tuple = id.tuple();
        return FieldWriter.size(id.service()) + size(tuple.client()) + size(tuple.server()) + 4;
    }

    static void write(ConnectionId id, FieldWriter out) {
        out.text(id.service());
        write(id.tuple().client(), out);
        write(id.tuple().server(), out);
        out.i32(id.clientIsn().value());
    }

    static ConnectionId connectionId(FieldReader in) {
        return new ConnectionId(in.text(), new FourTuple(endpoint(in), endpoint(in)), new SeqNum(in.i32()));
    }

    static void write(SynProfile syn, FieldWriter out) {
        out.i32(syn.mss())
                .u8(syn.windowScale())
                .u8((syn.sackPermitted() ? SACK : 0) | (syn.timestamps() ? TIMESTAMPS : 0))
                .u16(syn.wnd())
                .u16(syn.flags())
                .i32(syn.tsVal());
    }

    /** @param withClock whether the timestamp follows; without it 0 is taken */
    static SynProfile synProfile(FieldReader in, boolean withClock) {
        int mss = in.i32();
        int windowScale = (byte) in.u8();
        int bits = in.u8();
        in.check(mss >= TcpOptions.ABSENT && mss <= 0xffff, () -> "mss " + mss);
        in.check(
                windowScale >= TcpOptions.ABSENT && windowScale <= TcpOptions.WINDOW_SCALE_MAX,
                () -> "window scale " + windowScale);
        in.check(bits <= (SACK | TIMESTAMPS), () -> "option bits " + bits);
        return new SynProfile(
                mss,
                windowScale,
                (bits & SACK) != 0,
                (bits & TIMESTAMPS) != 0,
                in.u16(),
                in.u16(),
                withClock ? in.i32() : 0);
    }

    private static int size(Endpoint endpoint) {
        return 1 + (endpoint.address().v6() ? 16 : 4) + 2;
    }

    private static void write(Endpoint endpoint, FieldWriter out) {
        out.u8(endpoint.address().v6() ? 6 : 4).raw(endpoint.address().bytes()).u16(endpoint.port());
    }

    private static Endpoint endpoint(FieldReader in) {
        int family = in.u8();
        in.check(family == 4 || family == 6, () -> "address family " + family);
        return new Endpoint(IpAddress.of(in.raw(family == 6 ? 16 : 4)), in.u16());
    }
}
