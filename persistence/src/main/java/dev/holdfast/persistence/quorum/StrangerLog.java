package dev.holdfast.persistence.quorum;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of connections that were refused, in one line every ten seconds at most. The journal's thread. */
final class StrangerLog {

    private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);
    private static final long QUIET_NANOS = 10_000_000_000L;

    private long toldNanos = System.nanoTime() - QUIET_NANOS;
    private int untold;

    void refused(Object who, String why) {
        long now = System.nanoTime();
        if (now - toldNanos < QUIET_NANOS) {
            untold++;
            return;
        }
        LOG.warn("the journal's port refused {}: {} ({} more were refused since the last such line)", who, why, untold);
        toldNanos = now;
        untold = 0;
    }
}
