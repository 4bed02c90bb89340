package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerStarted;

/** Version 1: incarnation i32, pid i32, at i64. */
final class ServerStartedCodec implements EventCodec<ServerStarted> {

    @Override
    public String manifest() {
        return "server-started";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<ServerStarted> type() {
        return ServerStarted.class;
    }

    @Override
    public boolean control() {
        return true;
    }

    @Override
    public int size(ServerStarted event) {
        return 4 + 4 + 8;
    }

    @Override
    public void write(ServerStarted event, FieldWriter out) {
        out.i32(event.incarnation()).i32(event.pid()).i64(event.atMillis());
    }

    @Override
    public ServerStarted read(int version, FieldReader in) {
        return new ServerStarted(in.i32(), in.i32(), in.i64());
    }
}
