package dev.holdfast.persistence.journal;

/**
 * No room for an ordinary entry: back pressure, not a failure. Nothing of the batch was written; the same batch may be tried
 * again once {@link JournalStore#onRoom} has called.
 */
public final class JournalFullException extends JournalException {

    public JournalFullException(String message) {
        super(message);
    }
}
