package dev.holdfast.protocol.quorum;

/**
 * A writer's side of the lease: it may act for a lease after it sent the newest heartbeat that a majority heard.
 *
 * <p>Counted from sending, which is before the replicas' receiving; so no replica of that majority promises anything to another node
 * while the writer may act ({@link LeaseGuard}).
 */
final class Lease {

    static final long NONE = Long.MIN_VALUE;

    private final long nanos;
    private final long step;
    private long until = NONE;

    Lease(QuorumSettings settings) {
        nanos = settings.leaseNanos();
        step = settings.heartbeatNanos() / 2;
    }

    /** A majority heard what was sent at {@code sentAt}. @return whether that prolongs the lease, which it does in steps only */
    boolean prolong(long sentAt) {
        if (sentAt == NONE || (until != NONE && sentAt + nanos - until < step)) {
            return false;
        }
        until = sentAt + nanos;
        return true;
    }

    /** {@link #NONE} before the first. */
    long until() {
        return until;
    }
}
