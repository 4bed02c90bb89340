package dev.holdfast.persistence.quorum;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Puts frames together from bytes as they come; an array is made only for a length within the bound. Owned by one connection.
 */
final class FrameReader {

    /** Takes a whole frame, without its length, and keeps the array. */
    interface Sink {
        void frame(byte[] frame) throws IOException;
    }

    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    private final Sink sink;
    private int bytesMax;
    private byte[] body = new byte[0];
    private int filled;

    FrameReader(int bytesMax, Sink sink) {
        this.bytesMax = bytesMax;
        this.sink = sink;
    }

    /** From the next frame on. */
    void bytesMax(int bound) {
        bytesMax = bound;
    }

    /** Takes all of {@code in}. An empty frame is a sign of life and reaches nobody. */
    void accept(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            if (length.hasRemaining()) {
                length.put(in.get());
                if (!length.hasRemaining()) {
                    begin(length.getInt(0));
                }
            } else {
                int part = Math.min(in.remaining(), body.length - filled);
                in.get(body, filled, part);
                filled += part;
                if (filled == body.length) {
                    length.clear();
                    sink.frame(body);
                }
            }
        }
    }

    private void begin(int bytes) throws MalformedMessageException {
        if (bytes < 0 || bytes > bytesMax) {
            throw new MalformedMessageException(
                    "announces " + Integer.toUnsignedString(bytes) + " bytes, more than " + bytesMax);
        }
        if (bytes == 0) {
            length.clear();
        } else {
            body = new byte[bytes];
            filled = 0;
        }
    }
}
