package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.northside.ServerHistoryEvent.ConnectionCondemned;

/** Version 1: incarnation i32, connection text, attempts i32. */
final class ConnectionCondemnedCodec implements EventCodec<ConnectionCondemned> {

    @Override
    public String manifest() {
        return "connection-condemned";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<ConnectionCondemned> type() {
        return ConnectionCondemned.class;
    }

    @Override
    public boolean control() {
        return true;
    }

    @Override
    public int size(ConnectionCondemned event) {
        return 4 + FieldWriter.size(event.connection()) + 4;
    }

    @Override
    public void write(ConnectionCondemned event, FieldWriter out) {
        out.i32(event.incarnation()).text(event.connection()).i32(event.attempts());
    }

    @Override
    public ConnectionCondemned read(int version, FieldReader in) {
        return new ConnectionCondemned(in.i32(), in.text(), in.i32());
    }
}
