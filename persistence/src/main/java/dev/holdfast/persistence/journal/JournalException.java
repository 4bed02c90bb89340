package dev.holdfast.persistence.journal;

/** The store could not do what it was asked to; nothing of the request has happened. */
public sealed class JournalException extends RuntimeException
        permits JournalFullException, JournalDamagedException, JournalOrderException {

    public JournalException(String message) {
        super(message);
    }

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
