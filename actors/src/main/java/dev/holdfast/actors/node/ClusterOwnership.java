package dev.holdfast.actors.node;

import dev.holdfast.actors.watch.NodeSnapshot;
import dev.holdfast.interceptors.fence.KernelFence;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.quorum.LogStatus;
import dev.holdfast.persistence.quorum.OwnerListener;
import dev.holdfast.persistence.quorum.QuorumStore;
import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.Member;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
final class ClusterOwnership implements Ownership {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterOwnership.class);

    /** At the first start the owner that is named first gets this much of a lead, in which its JVM may start. */
    private static final long FIRST_START_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final long RANK_NANOS = TimeUnit.MILLISECONDS.toNanos(60);
    private static final long PUBLISH_POLL_NANOS = 500_000;

    /** By then the log has taken notice of what it was asked. */
    private static final long SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int TAKEOVERS_KEPT = 16;

    private enum Role {
        FOLLOWER,
        CANDIDATE,
        OWNER
    }

    private final NodeContext node;
    private final VirtualAddress address;
    private final QuorumStore store;
    private final String journalPlugin;
    private final Lease lease;
    private Role role = Role.FOLLOWER;
    private String lastOwner = "";

    /** Whom this node took the address from, empty if from nobody. */
    private String formerOwner = "";

    private @Nullable Epoch owned;
    private @Nullable Tenure tenure;
    private CompletionStage<Void> lastTenureOver = CompletableFuture.completedFuture(null);
    private @Nullable TakeoverRecord takeover;
    private final Deque<TakeoverRecord> takeovers = new ArrayDeque<>();
    private long silentSinceNanos;
    private long askedNanos;
    private boolean over;

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
        this.lease = new Lease(
                fence,
                () -> node.loop().execute(this::paused),
                () -> node.loop().execute(this::resumed));
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
        silentSinceNanos = node.loop().nanoTime();
        store.listen(new OwnerListener() {
            @Override
            public void opened(Epoch epoch) {
                node.loop().execute(() -> own(epoch));
            }

            @Override
            public void leaseUntil(long nanos) {
                lease.until(nanos);
            }

            @Override
            public void deposed(Epoch by) {
                lease.lost();
                node.loop().execute(() -> giveWay(by));
            }

            @Override
            public void writerLost() {
                node.loop().execute(() -> nobodyWrites());
            }
        });
        nobodyWrites();
        watch();
        address.settings()
                .services()
                .forEach(service -> node.blocking()
                        .execute(() -> ServerStarter.of(node, address, service).rehearse()));
    }

    /** Notes who owns the address, so that it is known who was lost; asks again what came to nothing. */
    private void watch() {
        if (over) {
            return;
        }
        LogStatus status = store.status();
        long now = node.loop().nanoTime();
        if (status.writerHeard()) {
            lastOwner = status.promised().writer();
            silentSinceNanos = now - node.settings().cluster().lease().toNanos();
        } else if (now - silentSinceNanos > FIRST_START_NANOS && now - askedNanos > FIRST_START_NANOS) {
            nobodyWrites();
        }
        reconcile(status, now);
        downFormerOwner(status);
        lease.watch();
        node.loop().schedule(TimeUnit.MILLISECONDS.toNanos(20), this::watch);
    }

    /** What the log says counts, should an event and this node's view of it have crossed. */
    private void reconcile(LogStatus status, long now) {
        boolean follows = status.role() == Member.Role.FOLLOWER;
        if (now - askedNanos < SETTLING_NANOS || follows == (role == Role.FOLLOWER)) {
            return;
        }
        if (follows) {
            lease.lost();
            giveWay(status.promised());
        } else {
            askedNanos = now;
            store.stepDown();
        }
    }

    // ---- taking over

    private void nobodyWrites() {
        if (over || role != Role.FOLLOWER) {
            return;
        }
        askedNanos = node.loop().nanoTime();
        long patience = lastOwner.isEmpty() ? rank() * FIRST_START_NANOS : rank() * RANK_NANOS;
        node.loop().schedule(patience, this::ask);
    }

    /** Among the owners without the one that was lost. */
    private int rank() {
        List<String> others = address.settings().owners().stream()
                .filter(owner -> !owner.equals(lastOwner))
                .toList();
        return Math.max(0, others.indexOf(node.settings().node().name()));
    }

    private void ask() {
        if (over || role != Role.FOLLOWER || store.status().writerHeard()) {
            return;
        }
        role = Role.CANDIDATE;
        takeover = new TakeoverRecord(silentSinceNanos);
        takeover.reached("detect", node.loop().nanoTime());
        askedNanos = node.loop().nanoTime();
        LOG.info("{}: nobody owns it; asking for it", address.settings().address());
        store.takeOver();
    }

    private void own(Epoch epoch) {
        if (over) {
            store.stepDown();
            return;
        }
        TakeoverRecord record = takeover == null ? new TakeoverRecord(silentSinceNanos) : takeover;
        takeover = record;
        role = Role.OWNER;
        record.reached("seal", node.loop().nanoTime());
        remember(record, epoch);
        LOG.info("{}: this node owns it now, epoch {}", address.settings().address(), epoch);
        formerOwner = lastOwner.equals(node.settings().node().name()) ? "" : lastOwner;
        lease.wanted();
        owned = epoch;
        lastTenureOver.thenRun(() -> begin(epoch, record));
    }

    private void remember(TakeoverRecord record, Epoch epoch) {
        record.in(epoch.number());
        takeovers.addLast(record);
        if (takeovers.size() > TAKEOVERS_KEPT) {
            takeovers.removeFirst();
        }
    }

    /** Only when the servers of the last time are gone: they hold the ports. */
    private void begin(Epoch epoch, TakeoverRecord record) {
        if (role == Role.OWNER && epoch.equals(owned)) {
            Tenure begun = Tenure.begin(node, address, store, journalPlugin);
            tenure = begun;
            publishWhenReady(begun, record);
        }
    }

    /**
     * The former owner is fenced, so the cluster need not wait before it removes it; it may have become known there only now. Once it
     * follows, it is a member like any other.
     */
    private void downFormerOwner(LogStatus status) {
        if (status.replicas().stream().anyMatch(copy -> copy.node().equals(formerOwner) && copy.counts())) {
            formerOwner = "";
        }
        if (role == Role.OWNER) {
            node.settings().cluster().node(formerOwner).ifPresent(node.actors()::downUnreachable);
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

    private void giveWay(Epoch by) {
        role = Role.FOLLOWER;
        if (tenure != null) {
            LOG.warn(
                    "{}: {} owns it now, epoch {}; this node gives way",
                    address.settings().address(),
                    by.writer(),
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
        over = true;
        if (role != Role.FOLLOWER) {
            LOG.info("{}: handed over", address.settings().address());
            role = Role.FOLLOWER;
            lease.lost();
            endTenure();
            store.stepDown();
        }
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
        return present == null ? store.status().writerHeard() : present.isPublished() && present.serves();
    }

    @Override
    public String role() {
        return role.name().toLowerCase(Locale.ROOT);
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
