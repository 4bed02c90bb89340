package dev.holdfast.protocol.quorum;

/**
 * Keeps candidates from duelling for ever: whoever lost to another waits, longer after each defeat and the later it stands in the list
 * of replicas. The first in the list never waits.
 */
final class GiveWay {

    private final QuorumSettings settings;
    private final int rank;
    private int defeats;
    private long until = Long.MIN_VALUE;

    GiveWay(QuorumSettings settings) {
        this.settings = settings;
        this.rank = settings.replicas().indexOf(settings.node());
    }

    void lost(long now) {
        defeats++;
        until = now + Math.min(settings.leaseNanos(), 2 * settings.retryNanos() * rank * defeats);
    }

    /** There is a writer again. */
    void settled() {
        defeats = 0;
        until = Long.MIN_VALUE;
    }

    /** When to ask again. */
    long until() {
        return until;
    }
}
