package dev.holdfast.actors.connection;

import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Small runs of client bytes that follow each other, on their way to become one event. Owned by the loop's thread. */
final class ByteGather {

    static final int RUN_BYTES_MAX = 64 << 10;

    private byte[] bytes;
    private final long offset;
    private int length;
    private boolean fin;

    ByteGather(long offset, Payload first, boolean fin) {
        this.offset = offset;
        this.bytes = first.toArray();
        this.length = bytes.length;
        this.fin = fin;
    }

    /** Whether {@code more} follows directly and fits. */
    boolean takes(long from, Payload more) {
        return !fin && from == offset + length && length + more.length() <= RUN_BYTES_MAX;
    }

    void add(Payload more, boolean withFin) {
        int needed = length + more.length();
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(RUN_BYTES_MAX, Math.max(needed, 2 * bytes.length)));
        }
        more.copyTo(MemorySegment.ofArray(bytes), length);
        length = needed;
        fin = withFin;
    }

    ClientBytesLogged event() {
        return new ClientBytesLogged(offset, Payload.of(bytes, 0, length), fin);
    }
}
