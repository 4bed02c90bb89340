package dev.holdfast.actors.node;

import dev.holdfast.actors.watch.NodeSnapshot;
import dev.holdfast.interceptors.fence.KernelFence;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.quorum.OwnerListener;
import dev.holdfast.persistence.quorum.QuorumStore;
import dev.holdfast.protocol.quorum.Epoch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as one of an address's owners: it follows who has the address, takes it over when nobody has, and gives way when a
 * later epoch is sealed.
 *
 * <p>Whoever writes the journal owns the address (I8); the kernel lets frames out while the writer's lease lives (I9). Without a
 * majority the lease runs out: the service pauses, and goes on when the majority is back, unless another took over meanwhile.
 * Owned by the loop's thread; the journal's thread posts to it, and renews the lease past it.
 */
final class ClusterOwnership implements Ownership, Contest.Outcome {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterOwnership.class);
    private static final long PUBLISH_POLL_NANOS = 500_000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int TAKEOVERS_KEPT = 16;

    private final NodeContext node;
    private final VirtualAddress address;
    private final QuorumStore store;
    private final String journalPlugin;
    private final Lease lease;
    private final Contest contest;
    private @Nullable Epoch owned;
    private @Nullable Tenure tenure;
    private CompletionStage<Void> lastTenureOver = CompletableFuture.completedFuture(null);
    private final Deque<TakeoverRecord> takeovers = new ArrayDeque<>();

    /** @param fence null if the configuration does without */
    ClusterOwnership(
            NodeContext node,
            VirtualAddress address,
            QuorumStore store,
            String journalPlugin,
            @Nullable KernelFence fence) {
        this.node = node;
        this.address = address;
        this.store = store;
        this.journalPlugin = journalPlugin;
        this.lease = new Lease(fence, () -> post(this::paused), () -> post(this::resumed));
        Contest.Entrants entrants = new Contest.Entrants(
                address.settings().owners(),
                node.settings().node().name(),
                node.settings().cluster().lease());
        this.contest = new Contest(node.loop(), store, entrants, this);
    }

    Lease lease() {
        return lease;
    }

    @Override
    public VirtualAddress address() {
        return address;
    }

    @Override
    public JournalStore store() {
        return store;
    }

    @Override
    public @Nullable Tenure tenure() {
        return tenure;
    }

    @Override
    public void begin() {
        store.listen(new OwnerListener() {
            @Override
            public void opened(Epoch epoch) {
                post(() -> contest.won(epoch));
            }

            @Override
            public void leaseUntil(long nanos) {
                lease.until(nanos);
            }

            @Override
            public void deposed(Epoch by) {
                lease.lost();
                post(() -> contest.lost(by));
            }

            @Override
            public void writerLost() {
                post(contest::nobodyWrites);
            }
        });
        contest.begin();
        watch();
        address.settings()
                .services()
                .forEach(service -> node.blocking()
                        .execute(() -> ServerStarter.of(node, address, service).rehearse()));
    }

    /** Of a node that has ended the contest was left before: it has nothing more to hear. */
    private void post(Runnable news) {
        try {
            node.loop().execute(news);
        } catch (RejectedExecutionException ended) {
            LOG.debug("{}: news for a node that has ended", address.settings().address());
        }
    }

    private void watch() {
        if (contest.hasLeft()) {
            return;
        }
        contest.look();
        contest.fenced().flatMap(node.settings().cluster()::node).ifPresent(node.actors()::downUnreachable);
        lease.watch();
        node.loop().schedule(LOOK_NANOS, this::watch);
    }

    // ---- taking over

    @Override
    public void asks() {
        LOG.info("{}: nobody owns it; asking for it", address.settings().address());
    }

    @Override
    public void won(Epoch epoch, TakeoverRecord record) {
        remember(record);
        LOG.info("{}: this node owns it now, epoch {}", address.settings().address(), epoch);
        lease.wanted();
        owned = epoch;
        lastTenureOver.thenRun(() -> begin(epoch, record));
    }

    private void remember(TakeoverRecord record) {
        takeovers.addLast(record);
        if (takeovers.size() > TAKEOVERS_KEPT) {
            takeovers.removeFirst();
        }
    }

    /** Only when the servers of the last time are gone: they hold the ports. */
    private void begin(Epoch epoch, TakeoverRecord record) {
        if (contest.role() == Contest.Role.OWNER && epoch.equals(owned)) {
            try {
                Tenure begun = Tenure.begin(node, address, store, journalPlugin);
                tenure = begun;
                publishWhenReady(begun, record);
            } catch (RuntimeException failed) {
                LOG.error(
                        "{}: this node cannot serve it, and gives it up",
                        address.settings().address(),
                        failed);
                lease.lost();
                store.stepDown();
            }
        }
    }

    /** Clients are answered as soon as their connections are in place: a server that is still to come costs them a pause only. */
    private void publishWhenReady(Tenure begun, TakeoverRecord record) {
        if (begun != tenure) {
            return;
        }
        long now = node.loop().nanoTime();
        if (begun.isTakenUp()) {
            record.reached("take_up", now);
            if (lease.lives() && !begun.isPublished()) {
                record.reached("fence", now);
                begun.publish();
            }
        }
        if (begun.serves() && begun.isPublished()) {
            record.reached("restart", now);
            record.finish(now);
            node.vitals().takenOver(address.settings().address().toString(), record.phasesMillis());
            LOG.info("{}: serving, {}", address.settings().address(), record.phasesMillis());
        } else {
            node.loop().schedule(PUBLISH_POLL_NANOS, () -> publishWhenReady(begun, record));
        }
    }

    // ---- giving way

    @Override
    public void lost(Epoch by) {
        lease.lost();
        if (tenure != null) {
            LOG.warn(
                    "{}: no longer this node's, by epoch {}; it gives way",
                    address.settings().address(),
                    by);
            endTenure();
        }
    }

    private void endTenure() {
        if (tenure != null) {
            lastTenureOver = tenure.end(Duration.ZERO);
            tenure = null;
        }
    }

    /** Gives the address up at once, so that another may take over without waiting for the lease, and never asks again. */
    @Override
    public CompletionStage<Void> handOver() {
        if (contest.role() != Contest.Role.FOLLOWER) {
            LOG.info("{}: handed over", address.settings().address());
            lease.lost();
            endTenure();
        }
        contest.leave();
        return lastTenureOver;
    }

    private void paused() {
        if (tenure != null) {
            LOG.warn(
                    "{}: no majority hears this node; the service pauses",
                    address.settings().address());
        }
        if (!lease.isFenced()) {
            address.unpublish();
            address.route(null);
        }
    }

    private void resumed() {
        Tenure present = tenure;
        if (present != null && present.isPublished()) {
            LOG.info(
                    "{}: a majority hears this node again; the service goes on",
                    address.settings().address());
            if (!lease.isFenced()) {
                address.route(present.path());
                address.publish(node.loop());
            }
            address.announce();
            present.path().wake();
        }
    }

    // ---- status

    @Override
    public boolean settled() {
        Tenure present = tenure;
        return present == null
                ? contest.role() == Contest.Role.FOLLOWER && store.status().writerHeard()
                : present.isPublished() && present.serves();
    }

    @Override
    public String role() {
        return contest.role().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public NodeSnapshot.Lease leaseLeft() {
        return new NodeSnapshot.Lease(lease.leftMillis(), lease.isFenced());
    }

    @Override
    public List<NodeSnapshot.Takeover> takeovers() {
        return takeovers.stream().map(TakeoverRecord::seen).toList();
    }
}
