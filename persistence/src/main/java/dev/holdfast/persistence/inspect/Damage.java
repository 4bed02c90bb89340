package dev.holdfast.persistence.inspect;

/**
 * One place of a journal that is not as a node writes it.
 *
 * @param sequenceNr of the entry, 0 if it is none in particular
 * @param offset of the client's stream where the entry's bytes begin, -1 if it has none
 */
public record Damage(String persistenceId, long sequenceNr, long offset, String what) {

    public static final long NO_OFFSET = -1;

    @Override
    public String toString() {
        return persistenceId
                + (sequenceNr > 0 ? " #" + sequenceNr : "")
                + (offset == NO_OFFSET ? "" : " at offset " + offset)
                + ": " + what;
    }
}
