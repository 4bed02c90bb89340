package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;

/** Version 1: offset i64. */
final class ClientAckAdvancedCodec implements EventCodec<ClientAckAdvanced> {

    @Override
    public String manifest() {
        return "client-ack-advanced";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<ClientAckAdvanced> type() {
        return ClientAckAdvanced.class;
    }

    @Override
    public boolean control() {
        return false;
    }

    @Override
    public int size(ClientAckAdvanced event) {
        return 8;
    }

    @Override
    public void write(ClientAckAdvanced event, FieldWriter out) {
        out.i64(event.offset());
    }

    @Override
    public ClientAckAdvanced read(int version, FieldReader in) {
        return new ClientAckAdvanced(in.i64());
    }
}
