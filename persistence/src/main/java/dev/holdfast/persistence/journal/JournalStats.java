package dev.holdfast.persistence.journal;

/**
 * A store at one instant.
 *
 * @param bytes taken, of {@code bytesMax}; the reserve for control entries is part of the latter
 * @param entries that can be read
 * @param persistenceIds that are remembered, those without entries included
 */
public record JournalStats(State state, long bytes, long bytesMax, long entries, long persistenceIds) {

    /** What a store can do. */
    public enum State {
        OPEN,
        /** Takes control entries only, until deletion gives room. */
        FULL,
        /** An I/O error that does not mend itself: takes nothing. */
        FAILED,
        CLOSED
    }

    public JournalStats in(State other) {
        return new JournalStats(other, bytes, bytesMax, entries, persistenceIds);
    }
}
