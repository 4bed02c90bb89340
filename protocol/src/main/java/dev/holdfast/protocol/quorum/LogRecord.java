package dev.holdfast.protocol.quorum;

import dev.holdfast.protocol.wire.Payload;

/**
 * One record of the log; its index is its place.
 *
 * @param epoch in which it was first written; a takeover keeps it
 * @param payload opaque; the log holds it; empty in the record that opens an epoch, and only there
 */
public record LogRecord(Epoch epoch, Payload payload) {

    /** What a record counts beyond its payload wherever bytes are bounded (I11). */
    static final int OVERHEAD = 64;

    int weight() {
        return payload.length() + OVERHEAD;
    }
}
