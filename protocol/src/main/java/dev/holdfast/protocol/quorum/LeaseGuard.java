package dev.holdfast.protocol.quorum;

/**
 * A replica's side of the lease: while the writer that was heard last may act, no other node is promised anything.
 *
 * <p>Counted from receiving, which is after the writer's sending; the margin covers drift. A replica that has just started may have
 * forgotten whom it heard, so it refuses everybody for as long.
 */
final class LeaseGuard {

    private static final String ANYBODY = "";

    private final long nanos;
    private String holder = ANYBODY;
    private long until;

    LeaseGuard(QuorumSettings settings, long now) {
        this.nanos = settings.leaseNanos() + settings.marginNanos();
        this.until = settings.replicas().size() == 1 ? now : now + nanos;
    }

    void heard(String writer, long now) {
        holder = writer;
        until = now + nanos;
    }

    /** Nobody has a lease yet; but a candidate gets some time before another may ask. */
    void promised(String candidate, long now) {
        holder = candidate;
        until = Math.max(until, now + nanos / 3);
    }

    void release(String writer, long now) {
        if (holder.equals(writer)) {
            until = Math.min(until, now);
        }
    }

    /** How long {@code node} has to wait; 0 if it need not. */
    long waitNanos(String node, long now) {
        return holder.equals(node) ? 0 : Math.max(0, until - now);
    }

    long until() {
        return until;
    }
}
