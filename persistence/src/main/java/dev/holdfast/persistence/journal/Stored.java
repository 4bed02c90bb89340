package dev.holdfast.persistence.journal;

/** What lies at one place of a journal. */
public sealed interface Stored {

    /** The store keeps no count of what an entity wrote. */
    long UNKNOWN = -1;

    /** @param entriesBefore how many the entity had written before this one, or {@link #UNKNOWN} */
    record Intact(Entry entry, long entriesBefore) implements Stored {}

    /** @param sequenceNr of the damaged entry, or the first that can not be read */
    record Damaged(long sequenceNr, String what) implements Stored {}
}
