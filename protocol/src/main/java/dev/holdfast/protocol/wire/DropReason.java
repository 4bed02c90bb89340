package dev.holdfast.protocol.wire;

import java.util.Locale;

/** Why a packet from outside is not processed; each reason is counted and is a metric label. */
public enum DropReason {
    TRUNCATED,
    BAD_IP_HEADER,
    FRAGMENT,
    BAD_TCP_HEADER,
    BAD_OPTION,
    BAD_CHECKSUM,
    ACK_OF_UNSENT,
    BEYOND_WINDOW,
    HELD_TOO_MUCH,
    LOG_FULL,
    TABLE_FULL,
    OLD_INCARNATION;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
