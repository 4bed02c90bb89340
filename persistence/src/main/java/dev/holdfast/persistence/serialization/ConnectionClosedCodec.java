package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;

/** Version 1: by u8 (1 client, 2 server, 3 both, 4 us), reason text. */
final class ConnectionClosedCodec implements EventCodec<ConnectionClosed> {

    @Override
    public String manifest() {
        return "connection-closed";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<ConnectionClosed> type() {
        return ConnectionClosed.class;
    }

    @Override
    public boolean control() {
        return true;
    }

    @Override
    public int size(ConnectionClosed event) {
        return 1 + FieldWriter.size(event.why());
    }

    @Override
    public void write(ConnectionClosed event, FieldWriter out) {
        out.u8(code(event.by())).text(event.why());
    }

    @Override
    public ConnectionClosed read(int version, FieldReader in) {
        int code = in.u8();
        ClosedBy by = switch (code) {
            case 1 -> ClosedBy.CLIENT;
            case 2 -> ClosedBy.SERVER;
            case 3 -> ClosedBy.BOTH;
            case 4 -> ClosedBy.HOLDFAST;
            default -> throw in.malformed("closed by " + code);
        };
        return new ConnectionClosed(by, in.text());
    }

    private static int code(ClosedBy by) {
        return switch (by) {
            case CLIENT -> 1;
            case SERVER -> 2;
            case BOTH -> 3;
            case HOLDFAST -> 4;
        };
    }
}
