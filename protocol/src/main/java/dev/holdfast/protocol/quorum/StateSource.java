package dev.holdfast.protocol.quorum;

import dev.holdfast.protocol.wire.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Reads a replica's state from front to back. Records applied while it is read may show or not: applying is idempotent.
 *
 * <p>Read by the member's thread, a part at a time as the receiver takes them.
 */
public interface StateSource extends AutoCloseable {

    /** The next part, of at most {@code bytesMax} bytes; null after the last. Never empty. */
    @Nullable
    Payload next(int bytesMax);

    /** After the last part: whether that was all, or the state was replaced or found damaged while it was read. */
    boolean isWhole();

    @Override
    void close();
}
