package dev.holdfast.protocol.southside;

/**
 * When a restored connection asks its client where it stands: from {@link #wake} on, again and again, until it answers.
 *
 * <p>The question is an old number ({@link ClientPort#question}); the answer tells how far the client has got, its window, and, in
 * its echo, the last clock that it saw. Until then nothing else is said to the client. Owned by the packet loop; nanoseconds
 * of one monotonic clock.
 */
final class ClientInquiry {

    private static final long RETRY_MIN_NANOS = 20_000_000;

    /** Linux answers old numbers twice a second at most. */
    private static final long RETRY_MAX_NANOS = 1_000_000_000;

    /** As long as a TCP repeats itself to a peer that is silent (Linux: tcp_retries2). */
    private static final long PATIENCE_NANOS = 900_000_000_000L;

    private boolean awake;
    private boolean answered;
    private long sinceNanos;
    private long dueNanos;
    private long retryNanos = RETRY_MIN_NANOS;

    /** Packets may leave now. */
    void wake(long nowNanos) {
        if (!awake) {
            awake = true;
            sinceNanos = nowNanos;
            dueNanos = nowNanos;
        }
    }

    boolean isAwake() {
        return awake;
    }

    boolean isAnswered() {
        return answered;
    }

    void answered() {
        answered = true;
    }

    /** Whether to ask now. */
    boolean isDue(long nowNanos) {
        if (!awake || answered || nowNanos - dueNanos < 0) {
            return false;
        }
        dueNanos = nowNanos + retryNanos;
        retryNanos = Math.min(2 * retryNanos, RETRY_MAX_NANOS);
        return true;
    }

    /** Whether the client has been silent for so long that it is gone. */
    boolean isVain(long nowNanos) {
        return awake && !answered && nowNanos - sinceNanos > PATIENCE_NANOS;
    }
}
