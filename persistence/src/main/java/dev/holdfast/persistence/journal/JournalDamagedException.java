package dev.holdfast.persistence.journal;

/** Stored bytes are not what was written; the message names the place. Never repaired silently. */
public final class JournalDamagedException extends JournalException {

    private final String place;
    private final String what;

    public JournalDamagedException(String place, String what) {
        super(place + ": " + what);
        this.place = place;
        this.what = what;
    }

    /** Where the damage is: the persistence id and the sequence number. */
    public String place() {
        return place;
    }

    /** What is wrong there. */
    public String what() {
        return what;
    }
}
