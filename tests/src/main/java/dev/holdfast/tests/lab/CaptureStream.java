package dev.holdfast.tests.lab;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** A capture in tcpdump's own format as it comes, with "Linux cooked v2" headers, which tell the interface of each frame. */
final class CaptureStream {

    private static final int MAGIC = 0xa1b2c3d4;
    private static final int GLOBAL_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int COOKED_V2 = 276;
    private static final int COOKED_HEADER = 20;
    private static final int INTERFACE_AT = 4;
    private static final int LENGTH_MAX = 1 << 18;

    private CaptureStream() {}

    /** One frame, as far as it matters here. */
    record Frame(long atMicros, int interfaceNumber) {}

    /** Reads to the end; a last frame that is cut short is no frame. */
    static void read(InputStream in, Consumer<Frame> frames) throws IOException {
        ByteBuffer header = bytes(in, GLOBAL_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        if (header.remaining() < GLOBAL_HEADER || header.getInt(0) != MAGIC || header.getInt(20) != COOKED_V2) {
            throw new IOException("not a capture with cooked headers");
        }
        while (true) {
            ByteBuffer record = bytes(in, RECORD_HEADER).order(ByteOrder.LITTLE_ENDIAN);
            if (record.remaining() < RECORD_HEADER) {
                return;
            }
            int length = record.getInt(8);
            if (length < 0 || length > LENGTH_MAX) {
                throw new EOFException("a frame of " + length + " bytes");
            }
            ByteBuffer frame = bytes(in, length);
            if (frame.remaining() < length) {
                return;
            }
            if (length >= COOKED_HEADER) {
                long micros = Integer.toUnsignedLong(record.getInt(0)) * 1_000_000 + record.getInt(4);
                frames.accept(new Frame(micros, frame.getInt(INTERFACE_AT)));
            }
        }
    }

    /** As many as wanted, fewer at the end. */
    private static ByteBuffer bytes(InputStream in, int wanted) throws IOException {
        return ByteBuffer.wrap(in.readNBytes(wanted));
    }
}
