package dev.holdfast.protocol.southside;

/**
 * What a client sent while nobody served it is lost, and its TCP waits twice as long after each repetition that is lost, too: seconds
 * may pass until it notices that it is served again. An error "host unreachable" about the first lost byte takes one doubling back
 * (RFC 6069 section 4), and what is overdue then is repeated at once. So one is sent after the other, until the byte comes.
 *
 * <p>Times are nanoseconds of one monotonic clock. Owned by the packet loop.
 */
final class LostTail {

    /** From 0.2 s, so many doublings are almost a minute; who was away for longer waits. */
    private static final int ERRORS_MAX = 8;

    private static final long PAUSE_NANOS = 5_000_000;

    private long logged;
    private int left;
    private long dueNanos;

    /**
     * The client has told where it is.
     *
     * @param loggedEnd inbound offset up to which its bytes are in the journal
     * @param sentEnd inbound offset up to which it has sent
     */
    void begin(long loggedEnd, long sentEnd, long nowNanos) {
        logged = loggedEnd;
        left = sentEnd > loggedEnd ? ERRORS_MAX : 0;
        dueNanos = nowNanos + PAUSE_NANOS;
    }

    /** Whether errors are still to be sent. */
    boolean isOpen() {
        return left > 0;
    }

    /** Whether to send one now. */
    boolean isDue(long loggedEnd, long nowNanos) {
        if (loggedEnd > logged) {
            left = 0;
        }
        if (left == 0 || nowNanos - dueNanos < 0) {
            return false;
        }
        left--;
        dueNanos = nowNanos + PAUSE_NANOS;
        return true;
    }
}
