package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;

/** Version 1: offset i64, FIN u8, payload. */
final class ClientBytesLoggedCodec implements EventCodec<ClientBytesLogged> {

    @Override
    public String manifest() {
        return "client-bytes-logged";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<ClientBytesLogged> type() {
        return ClientBytesLogged.class;
    }

    @Override
    public boolean control() {
        return false;
    }

    @Override
    public int size(ClientBytesLogged event) {
        return 8 + 1 + FieldWriter.size(event.bytes());
    }

    @Override
    public void write(ClientBytesLogged event, FieldWriter out) {
        out.i64(event.offset()).u8(event.fin() ? 1 : 0).payload(event.bytes());
    }

    @Override
    public ClientBytesLogged read(int version, FieldReader in) {
        long offset = in.i64();
        in.check(offset >= 0, () -> "offset " + offset);
        boolean fin = in.bool();
        return new ClientBytesLogged(offset, in.payload(), fin);
    }
}
