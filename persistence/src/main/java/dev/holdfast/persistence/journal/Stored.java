package dev.holdfast.persistence.journal;

/** What lies at one place of a journal. */
public sealed interface Stored {

    long sequenceNr();

    /** @param entry its payload may be valid only while the visitor looks at it */
    record Intact(Entry entry) implements Stored {

        @Override
        public long sequenceNr() {
            return entry.sequenceNr();
        }
    }

    /** @param sequenceNr of the damaged entry, or the first that can not be read */
    record Damaged(long sequenceNr, String what) implements Stored {}
}
