package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerExited;

/** Version 1: incarnation i32, how text, at i64. */
final class ServerExitedCodec implements EventCodec<ServerExited> {

    @Override
    public String manifest() {
        return "server-exited";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<ServerExited> type() {
        return ServerExited.class;
    }

    @Override
    public boolean control() {
        return true;
    }

    @Override
    public int size(ServerExited event) {
        return 4 + FieldWriter.size(event.how()) + 8;
    }

    @Override
    public void write(ServerExited event, FieldWriter out) {
        out.i32(event.incarnation()).text(event.how()).i64(event.atMillis());
    }

    @Override
    public ServerExited read(int version, FieldReader in) {
        return new ServerExited(in.i32(), in.text(), in.i64());
    }
}
