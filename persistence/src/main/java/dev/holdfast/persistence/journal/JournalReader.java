package dev.holdfast.persistence.journal;

import java.util.List;
import java.util.function.Predicate;

/** A journal that is read. Every method may be called by any thread. */
public interface JournalReader extends AutoCloseable {

    /**
     * Shows stable entries in order, until {@code visitor} returns false.
     *
     * @param toSequenceNr inclusive
     * @param max how many entries at most
     * @throws JournalDamagedException at the first entry that is not what was written; those before it have been shown
     */
    void read(String persistenceId, long fromSequenceNr, long toSequenceNr, long max, Predicate<Entry> visitor);

    /** The highest number ever written, deleted or not; 0 if there is none. */
    long highestSequenceNr(String persistenceId);

    /** Every entity that has written and is not forgotten, in no order. */
    List<String> persistenceIds();

    /**
     * Shows what is stored of an entity, damage included, and goes on behind it where the store can; until {@code visitor} returns
     * false. A payload may be valid only while the visitor looks at it.
     */
    default void inspect(String persistenceId, Predicate<Stored> visitor) {
        long[] last = {0};
        try {
            read(persistenceId, 1, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
                last[0] = entry.sequenceNr();
                return visitor.test(new Stored.Intact(entry));
            });
        } catch (JournalDamagedException damage) {
            var _ = visitor.test(new Stored.Damaged(last[0] + 1, String.valueOf(damage.getMessage())));
        }
    }

    /** Places where entries lie that belong to no entity. */
    default List<String> strays() {
        return List.of();
    }

    /**
     * Checks what the store writes besides its entries' own checksums: that its logs are whole and follow each other.
     *
     * @return places where a log ends within a record, as after a crash: what was to follow was never confirmed
     * @throws JournalDamagedException at the first place that is not what was written
     */
    default List<String> inspectLogs() {
        return List.of();
    }

    /** How many threads together read faster than one. */
    default int usefulReaders() {
        return 1;
    }

    @Override
    void close();
}
