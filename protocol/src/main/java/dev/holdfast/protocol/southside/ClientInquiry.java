package dev.holdfast.protocol.southside;

/**
 * When a connection that another node served asks its client where it stands: from {@link #wake} on, again and again, until it
 * answers, or turns out to be gone. One that was always served here has nothing to ask.
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

    private final boolean restored;
    private boolean awake;
    private boolean answered;
    private boolean gone;

    /** More than this a client that is gone can not have heard. */
    private long goneEnd;

    private long sinceNanos;
    private long dueNanos;
    private long retryNanos = RETRY_MIN_NANOS;

    private ClientInquiry(boolean restored) {
        this.restored = restored;
        this.awake = !restored;
        this.answered = !restored;
    }

    /** Of a connection that was always this node's. */
    static ClientInquiry needless() {
        return new ClientInquiry(false);
    }

    /** Of a connection that another node served. */
    static ClientInquiry ofRestored() {
        return new ClientInquiry(true);
    }

    /** Whether another node served the connection before. */
    boolean isOfRestored() {
        return restored;
    }

    /** Packets may leave now. */
    void wake(long nowNanos) {
        if (!awake) {
            awake = true;
            sinceNanos = nowNanos;
            dueNanos = nowNanos;
        }
    }

    /** Whether anything at all may be sent to the client: not before the address is ours. */
    boolean isAwake() {
        return awake;
    }

    boolean isAnswered() {
        return answered;
    }

    void answered() {
        answered = true;
    }

    /**
     * The client knows nothing of the connection any more.
     *
     * @param end the outbound offset up to which it may have heard the server
     */
    void gone(long end) {
        answered = true;
        gone = true;
        goneEnd = end;
    }

    boolean isGone() {
        return gone;
    }

    /** Whether the client is gone and can not have heard the server say all before {@code end}. */
    boolean leftBefore(long end) {
        return gone && end > goneEnd;
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
