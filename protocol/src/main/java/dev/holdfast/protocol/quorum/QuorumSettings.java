package dev.holdfast.protocol.quorum;

import java.util.List;

/**
 * One log's limits and times (I11).
 *
 * @param node this node
 * @param replicas all that hold the log, this node among them; the same on all of them, 1 to {@value #REPLICAS_MAX}
 * @param leaseNanos how long a writer may act after a majority heard it
 * @param marginNanos how much longer replicas refuse to promise to others; covers drift of clocks' rates
 * @param durable whether a record counts only when {@link Member#stored} says so, and a promise when {@link Member#kept} does; else
 *     when they are in memory. Nodes may differ: each says only of itself what a restart leaves of it
 * @param windowBytes sent to a replica and not acknowledged, at most
 * @param messageBytesMax of the records of one message; a single record may be longer
 * @param unstableBytesMax written and not stable, at most; then the writer has no room
 * @param retainedBytes of stable records kept for replicas that are behind; further behind they take the whole state
 */
public record QuorumSettings(
        String node,
        List<String> replicas,
        long leaseNanos,
        long marginNanos,
        boolean durable,
        int windowBytes,
        int messageBytesMax,
        int unstableBytesMax,
        int retainedBytes) {

    public static final int REPLICAS_MAX = 7;

    private static final int MIB = 1 << 20;

    public QuorumSettings {
        replicas = List.copyOf(replicas);
        if (!replicas.contains(node) || replicas.size() > REPLICAS_MAX) {
            throw new IllegalArgumentException(node + " is not one of at most " + REPLICAS_MAX + ": " + replicas);
        }
        if (leaseNanos <= 0 || marginNanos < leaseNanos / 25) {
            throw new IllegalArgumentException("the margin is less than a 25th of the lease");
        }
    }

    /** Limits for bulk of some hundred megabytes a second, in memory. */
    public static QuorumSettings of(String node, List<String> replicas, long leaseNanos, boolean durable) {
        return new QuorumSettings(
                node, replicas, leaseNanos, leaseNanos / 10, durable, 8 * MIB, MIB, 64 * MIB, 64 * MIB);
    }

    int majority() {
        return replicas.size() / 2 + 1;
    }

    long heartbeatNanos() {
        return leaseNanos / 6;
    }

    /** How soon unanswered questions are repeated. */
    long retryNanos() {
        return leaseNanos / 30;
    }
}
