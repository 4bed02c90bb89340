package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.inspect.EntityName.OfConnection;

/**
 * A connection in one line.
 *
 * @param firstMillis wall clock of the first entry, milliseconds since 1970; {@code lastMillis} of the last
 * @param bytesIn the client's bytes in the journal
 * @param bytesOutAcked bytes that the client is known to have received; recorded lazily
 * @param incarnations how many lives of the server have served it
 * @param writers how many lives of its entity have written
 * @param bytes of its entries, without what the store adds
 * @param remark how it was closed, or what is damaged
 */
public record ConnectionSummary(
        String id,
        OfConnection name,
        State state,
        long firstMillis,
        long lastMillis,
        long bytesIn,
        long bytesOutAcked,
        int incarnations,
        int writers,
        long entries,
        long bytes,
        String remark) {

    /** Where a connection is in its life. */
    public enum State {
        EMPTY,
        OPEN,
        CLOSED,
        DAMAGED
    }
}
