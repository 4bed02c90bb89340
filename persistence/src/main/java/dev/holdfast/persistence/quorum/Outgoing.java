package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.wire.Payload;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A frame on its way out.
 *
 * @param head its length and fields
 * @param payloads what follows the head, where it lies
 */
record Outgoing(ByteBuffer head, List<Payload> payloads) {

    /** Of the whole frame, its length included. */
    long bytes() {
        long bytes = head.remaining();
        for (Payload payload : payloads) {
            bytes += payload.length();
        }
        return bytes;
    }
}
