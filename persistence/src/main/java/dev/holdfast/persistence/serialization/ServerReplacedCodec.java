package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.protocol.wire.SeqNum;

/** Version 1: incarnation i32, server ISS i32. */
final class ServerReplacedCodec implements EventCodec<ServerReplaced> {

    @Override
    public String manifest() {
        return "server-replaced";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<ServerReplaced> type() {
        return ServerReplaced.class;
    }

    @Override
    public boolean control() {
        return true;
    }

    @Override
    public int size(ServerReplaced event) {
        return 4 + 4;
    }

    @Override
    public void write(ServerReplaced event, FieldWriter out) {
        out.i32(event.incarnation()).i32(event.serverIss().value());
    }

    @Override
    public ServerReplaced read(int version, FieldReader in) {
        return new ServerReplaced(in.i32(), new SeqNum(in.i32()));
    }
}
