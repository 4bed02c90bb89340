package dev.holdfast.interceptors.ring;

import java.util.Locale;

/** Why something in the ring was not believed; a metric label. */
public enum RejectReason {
    /** A slot holds a ticket that cannot be there yet. */
    FOREIGN_TICKET,
    /** A slot was taken but not written in time: its process was killed in between, or is stopped. */
    LOST,
    /** Some of a record's further slots are not its own. */
    TORN,
    UNKNOWN_OP,
    BAD_LENGTH,
    BAD_PID,
    BAD_DESCRIPTOR,
    BAD_RESULT,
    /** The head is behind what was read already, or further ahead than any set of processes could take it. */
    BAD_HEAD;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
