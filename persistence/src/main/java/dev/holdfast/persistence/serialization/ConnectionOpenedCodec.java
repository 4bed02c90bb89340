package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.wire.SeqNum;

/**
 * Version 2: id, server ISS i32, client SYN profile, server SYN profile, incarnation i32, opened at i64, client MAC i64. Version 1
 * has profiles without timestamps, and no MAC.
 */
final class ConnectionOpenedCodec implements EventCodec<ConnectionOpened> {

    @Override
    public String manifest() {
        return "connection-opened";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public Class<ConnectionOpened> type() {
        return ConnectionOpened.class;
    }

    @Override
    public boolean control() {
        return true;
    }

    @Override
    public int size(ConnectionOpened event) {
        return WireCodec.size(event.id()) + 4 + 2 * WireCodec.SYN_PROFILE_BYTES + 4 + 8 + 8;
    }

    @Override
    public void write(ConnectionOpened event, FieldWriter out) {
        WireCodec.write(event.id(), out);
        out.i32(event.serverIss().value());
        WireCodec.write(event.clientSyn(), out);
        WireCodec.write(event.serverSyn(), out);
        out.i32(event.incarnation()).i64(event.openedAtMillis()).i64(event.clientMac());
    }

    @Override
    public ConnectionOpened read(int version, FieldReader in) {
        return new ConnectionOpened(
                WireCodec.connectionId(in),
                new SeqNum(in.i32()),
                WireCodec.synProfile(in, version >= 2),
                WireCodec.synProfile(in, version >= 2),
                in.i32(),
                in.i64(),
                version >= 2 ? mac(in) : 0);
    }

    private static long mac(FieldReader in) {
        long mac = in.i64();
        in.check(mac >>> 48 == 0, () -> "client MAC " + Long.toHexString(mac));
        return mac;
    }
}
