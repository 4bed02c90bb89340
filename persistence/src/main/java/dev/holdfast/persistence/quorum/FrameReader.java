package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.wire.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames together from bytes as they come; memory is taken only for a length within the bound. Owned by one connection.
 */
final class FrameReader {

    /** Takes a whole frame, without its length; holds what it keeps. */
    interface Sink {
        void frame(Payload frame) throws IOException;
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    private final IntFunction<Payload> memory;
    private final Sink sink;
    private int bytesMax;
    private @Nullable Payload body;
    private ByteBuffer missing = NOTHING;

    /** @param memory gives a frame's, which is held until the sink had it */
    FrameReader(int bytesMax, IntFunction<Payload> memory, Sink sink) {
        this.bytesMax = bytesMax;
        this.memory = memory;
        this.sink = sink;
    }

    /** From the next frame on. */
    void bytesMax(int bound) {
        bytesMax = bound;
    }

    /** Takes all of {@code in}. An empty frame is a sign of life and reaches nobody. */
    void accept(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            if (body == null) {
                length.put(in.get());
                if (!length.hasRemaining()) {
                    begin(length.clear().getInt(0));
                }
            } else {
                Tunnel.move(in, missing);
                filled();
            }
        }
    }

    /** Where the rest of the frame that has begun belongs, if one has; who puts some there calls {@link #filled}. */
    ByteBuffer missing() {
        return missing;
    }

    void filled() throws IOException {
        Payload whole = body;
        if (whole != null && !missing.hasRemaining()) {
            forget();
            try {
                sink.frame(whole);
            } finally {
                whole.release();
            }
        }
    }

    private void begin(int bytes) throws MalformedMessageException {
        if (bytes < 0 || bytes > bytesMax) {
            throw new MalformedMessageException(
                    "announces " + Integer.toUnsignedString(bytes) + " bytes, more than " + bytesMax);
        }
        if (bytes > 0) {
            Payload begun = memory.apply(bytes);
            body = begun;
            missing = begun.asBuffer();
        }
    }

    private void forget() {
        body = null;
        missing = NOTHING;
    }

    /** Lets go a frame that will not be whole any more. */
    void close() {
        if (body != null) {
            body.release();
            forget();
        }
    }
}
