package dev.holdfast.persistence.journal;

/** The sequence number is not above the highest one: another writer, or an earlier life of this one, was there before. */
public final class JournalOrderException extends JournalException {

    JournalOrderException(String persistenceId, long sequenceNr, long highest) {
        super(persistenceId + ": sequence number " + sequenceNr + " comes after " + highest + "; nothing was written");
    }
}
