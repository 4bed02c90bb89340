package dev.holdfast.actors.node;

import dev.holdfast.actors.service.ServiceRuntime;
import dev.holdfast.interceptors.host.ThreadPriority;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.persistence.quorum.QuorumStore;
import dev.holdfast.protocol.quorum.Voice;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a node has found its place: what it owns is served, its copies of the journals are whole, and it could take over as fast as it
 * ever will.
 *
 * <p>Decided once, on the loop's thread; awaited by any other. Only then does the node go before other sessions: its start and its
 * rehearsal, and the compilers with them, must not push an owner on the same processors aside.
 */
final class Startup {

    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
    private static final long POLL_NANOS = 1_000_000;

    /** On a processor that others keep busy the compilers may not rest for long. */
    private static final long WARMING_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final EventLoop loop;
    private final List<Ownership> ownerships;
    private final Collection<QuorumStore> copies;
    private final CountDownLatch decided = new CountDownLatch(1);
    private volatile boolean ready;
    private volatile String whyNot = "stopped before the services listened";

    private final Compilers compilers = new Compilers();
    private final long begunNanos;

    /** On the loop's thread. */
    private boolean rehearsing;

    /** @param copies of the journals that a majority keeps, those that this node has one of */
    Startup(EventLoop loop, List<Ownership> ownerships, Collection<QuorumStore> copies) {
        this.loop = loop;
        this.ownerships = ownerships;
        this.copies = copies;
        this.begunNanos = loop.nanoTime();
    }

    /** On the loop's thread; ends by itself when it is decided. */
    void watch() {
        ServiceRuntime never = unpublishable();
        if (never != null) {
            whyNot = never.name() + ": " + never.reason();
            decided.countDown();
        } else if (isInItsPlace() && isWarm()) {
            ready = true;
            decided.countDown();
            ThreadPriority.preferSessionIfPermitted();
        } else {
            loop.schedule(POLL_NANOS, this::watch);
        }
    }

    private @Nullable ServiceRuntime unpublishable() {
        for (Ownership ownership : ownerships) {
            Tenure tenure = ownership.tenure();
            ServiceRuntime never = tenure == null ? null : tenure.unpublishable();
            if (never != null) {
                return never;
            }
        }
        return null;
    }

    private boolean isInItsPlace() {
        return ownerships.stream().allMatch(Ownership::settled)
                && copies.stream()
                        .map(QuorumStore::status)
                        .allMatch(copy -> copy.writerHeard() && copy.voice() == Voice.VOTING);
    }

    /** Nobody waits for a follower; clients wait for an owner. */
    private boolean isWarm() {
        boolean owns = ownerships.stream().anyMatch(ownership -> ownership.tenure() != null);
        long now = loop.nanoTime();
        return owns || now - begunNanos > WARMING_PATIENCE_NANOS || !rehearsing && compilers.rest(now);
    }

    /** On the loop's thread. A node that must take over meanwhile does, and stops rehearsing. */
    void rehearsing() {
        rehearsing = true;
    }

    /** On the loop's thread. */
    void rehearsed(int takeovers) {
        LOG.info("rehearsed {} takeovers of a connection", takeovers);
        rehearsing = false;
    }

    /** The node stops: who waits need not wait any longer. */
    void giveUp() {
        decided.countDown();
    }

    /** Waits until the node is ready (true) or never will be. */
    boolean await() throws InterruptedException {
        decided.await();
        return ready;
    }

    String whyNot() {
        return whyNot;
    }
}
