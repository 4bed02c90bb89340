package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.wire.SeqNum;

/** Version 1: id, server ISS i32, client SYN profile, server SYN profile, incarnation i32, opened at i64. */
final class ConnectionOpenedCodec implements EventCodec<ConnectionOpened> {

    @Override
    public String manifest() {
        return "connection-opened";
    }

    @Override
    public int version() {
        return 1;
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
        return WireCodec.size(event.id()) + 4 + 2 * WireCodec.SYN_PROFILE_BYTES + 4 + 8;
    }

    @Override
    public void write(ConnectionOpened event, FieldWriter out) {
        WireCodec.write(event.id(), out);
        out.i32(event.serverIss().value());
        WireCodec.write(event.clientSyn(), out);
        WireCodec.write(event.serverSyn(), out);
        out.i32(event.incarnation()).i64(event.openedAtMillis());
    }

    @Override
    public ConnectionOpened read(int version, FieldReader in) {
        return new ConnectionOpened(
                WireCodec.connectionId(in),
                new SeqNum(in.i32()),
                WireCodec.synProfile(in),
                WireCodec.synProfile(in),
                in.i32(),
                in.i64());
    }
}
