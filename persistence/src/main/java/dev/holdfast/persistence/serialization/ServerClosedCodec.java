package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;

/** Version 1: cause u8 (1 shutdown, 2 close, 3 exit, 4 seen by the kernel witness). */
final class ServerClosedCodec implements EventCodec<ServerClosed> {

    @Override
    public String manifest() {
        return "server-closed";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<ServerClosed> type() {
        return ServerClosed.class;
    }

    @Override
    public boolean control() {
        return true;
    }

    @Override
    public int size(ServerClosed event) {
        return 1;
    }

    @Override
    public void write(ServerClosed event, FieldWriter out) {
        out.u8(code(event.cause()));
    }

    @Override
    public ServerClosed read(int version, FieldReader in) {
        int code = in.u8();
        return new ServerClosed(
                switch (code) {
                    case 1 -> CloseCause.SHUTDOWN;
                    case 2 -> CloseCause.CLOSE;
                    case 3 -> CloseCause.EXIT;
                    case 4 -> CloseCause.KERNEL_WITNESS;
                    default -> throw in.malformed("cause " + code);
                });
    }

    private static int code(CloseCause cause) {
        return switch (cause) {
            case SHUTDOWN -> 1;
            case CLOSE -> 2;
            case EXIT -> 3;
            case KERNEL_WITNESS -> 4;
        };
    }
}
