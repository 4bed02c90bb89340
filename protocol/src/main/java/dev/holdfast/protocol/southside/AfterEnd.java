package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.wire.Segment;

/**
 * How an ended connection answers what still arrives, so that each side learns of the end even if it missed the segment that
 * said so. What to send is up to {@link Established}; this decides which.
 */
final class AfterEnd {

    /** What is to be answered. */
    enum Answer {
        NOTHING,
        ACKNOWLEDGE,
        RESET
    }

    private final ClosedBy by;

    AfterEnd(ClosedBy by) {
        this.by = by;
    }

    /**
     * Both closed: what may have been lost is acknowledged again. One reset: the client is told again.
     *
     * @param old whether the segment's number is old, as that of a probe is
     */
    Answer toClient(Segment segment, boolean old) {
        if (segment.isRst()) {
            return Answer.NOTHING;
        }
        return switch (by) {
            case BOTH -> segment.len() > 0 || old ? Answer.ACKNOWLEDGE : Answer.NOTHING;
            case CLIENT -> Answer.NOTHING;
            case SERVER, HOLDFAST -> segment.isAck() ? Answer.RESET : Answer.NOTHING;
        };
    }

    /** A server that is still behind is acknowledged to its end; one whose peer is gone is reset. */
    Answer toServer(Segment segment, boolean behind) {
        if (segment.isRst() || !segment.isAck()) {
            return Answer.NOTHING;
        }
        return switch (by) {
            case BOTH -> segment.len() > 0 || behind ? Answer.ACKNOWLEDGE : Answer.NOTHING;
            case CLIENT, SERVER, HOLDFAST -> Answer.RESET;
        };
    }
}
