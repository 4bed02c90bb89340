package dev.holdfast.actors.node;

import dev.holdfast.actors.service.ServiceRuntime;
import dev.holdfast.actors.watch.FailoverTraces;
import dev.holdfast.actors.watch.HttpEndpoint;
import dev.holdfast.actors.watch.Vitals;
import dev.holdfast.actors.watch.WatchEndpoints;
import dev.holdfast.actors.watch.WatchedNode;
import dev.holdfast.config.HttpSettings;
import dev.holdfast.config.JournalSettings;
import dev.holdfast.config.Settings;
import dev.holdfast.config.VipSettings;
import dev.holdfast.interceptors.address.VipClaims;
import dev.holdfast.interceptors.fence.KernelFence;
import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.interceptors.host.ThreadPriority;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.interceptors.loop.FailureHandler;
import dev.holdfast.interceptors.process.NativeFiles;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.quorum.QuorumNode;
import dev.holdfast.persistence.quorum.QuorumStore;
import dev.holdfast.persistence.remote.JournalAnswers;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: started by {@link #start}, {@link Startup ready} when it has found its place, taken down by {@link #close}.
 *
 * <p>State before address: the virtual addresses answer only after their services are there. Safe for any thread.
 */
final class Node implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long TICK_NANOS = 5_000_000;

    /** A majority's confirmation comes later than a server's answer; without this a request took a fifth longer (two cores). */
    private static final long POLL_ON_NANOS = 100_000;

    private static final long SWEEP_NANOS = 50_000_000;
    private static final long MEMBERSHIP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Duration FIND_PATIENCE = Duration.ofSeconds(3);
    private static final long COMPARE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Settings settings;
    private final @Nullable QuorumNode quorum;
    private final EventLoop loop;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<Ownership> ownerships = new ArrayList<>();

    /** Of the journals that a majority keeps, those that this node has one of. */
    private final Map<IpAddress, QuorumStore> copies = new HashMap<>();

    private final Startup startup;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final FailoverTraces traces;
    private final Vitals vitals;
    private volatile boolean removed;

    private Node(Settings settings, @Nullable QuorumNode quorum) {
        this.settings = settings;
        this.quorum = quorum;
        if (quorum != null) {
            settings.vips().stream()
                    .map(VipSettings::address)
                    .filter(quorum::isReplicaOf)
                    .forEach(address -> copies.put(address, quorum.journal(address)));
        }
        this.traces = tracesOf(settings);
        this.vitals = new Vitals(traces);
        FailureHandler faults = (where, cause) -> LOG.error("in the packet loop ({})", where, cause);
        this.loop = quorum == null ? new EventLoop(faults) : new EventLoop(POLL_ON_NANOS, faults);
        this.startup = new Startup(loop, ownerships, copies.values());
    }

    /** @param quorum this node's copies of the journals, which outlive it; null if it is no member of a cluster */
    static Node start(Settings settings, @Nullable QuorumNode quorum) throws NodeFailure {
        Node node = new Node(settings, quorum);
        try {
            node.open();
            return node;
        } catch (NodeFailure | RuntimeException failed) {
            node.close();
            throw failed;
        }
    }

    private void open() throws NodeFailure {
        opened.push(traces);
        NativeFiles natives = prepare();
        Thread thread = new Thread(loop, "holdfast-loop");
        thread.start();
        loop.execute(() -> ThreadPriority.preferIfPermitted("the packet loop"));
        opened.push(() -> {
            loop.stop();
            thread.join(STOP_PATIENCE.toMillis());
        });
        NodeActors actors = NodeActors.start(settings, loop);
        opened.push(actors);
        NodeContext context = new NodeContext(settings, loop, blocking, natives, actors, vitals);
        for (int number = 0; number < settings.vips().size(); number++) {
            VipSettings vip = settings.vips().get(number);
            if (quorum == null) {
                ownerships.add(sole(context, vip, number));
            } else if (vip.owners().contains(settings.node().name())) {
                ownerships.add(shared(context, vip, number, quorum));
            }
        }
        Disagreement disagreement = new Disagreement(settings, () -> actors.agreements(settings.cluster()));
        SnapshotTaker taker = new SnapshotTaker(settings, ownerships, quorum, disagreement);
        Snapshots snapshots = new Snapshots(loop, taker::take);
        Map<String, JournalReader> journals = journals();
        AdminRequests requests = new AdminRequests(
                snapshots,
                journals.values(),
                connection -> actors.placement().find(connection, FIND_PATIENCE),
                this::killServer);
        opened.push(AdminServer.open(settings.node().adminSocket(), requests, new JournalAnswers(journals)));
        if (settings.http().on()) {
            opened.push(showOverHttp(requests));
        }
        opened.push(this::detach);
        opened.push(this::stopServers);
        loop.execute(() -> begin(actors));
        loop.execute(() -> watchMembership(actors));
        loop.execute(() -> compare(disagreement));
        loop.execute(() -> CertificateWatch.begin(settings, loop, blocking));
    }

    private void compare(Disagreement disagreement) {
        disagreement.look();
        loop.schedule(COMPARE_NANOS, () -> compare(disagreement));
    }

    private static FailoverTraces tracesOf(Settings settings) {
        URI endpoint = settings.traces().endpoint();
        return endpoint == null
                ? FailoverTraces.none()
                : FailoverTraces.to(endpoint, settings.node().name(), Version.NUMBER);
    }

    /** Of every address, by its name, that this node owns, may own, or keeps a replica of. */
    private Map<String, JournalReader> journals() {
        Map<String, JournalReader> journals = new HashMap<>();
        for (Ownership ownership : ownerships) {
            journals.put(ownership.address().settings().address().toString(), ownership.store());
        }
        copies.forEach((address, copy) -> journals.put(address.toString(), copy));
        return journals;
    }

    private HttpEndpoint showOverHttp(WatchedNode watched) throws NodeFailure {
        HttpSettings http = settings.http();
        try {
            InetSocketAddress at = new InetSocketAddress(http.address().toString(), http.port());
            return WatchEndpoints.ofNode(at, watched, vitals, Version.NUMBER);
        } catch (IOException failed) {
            throw new NodeFailure("holdfast.http on " + http.address() + " port " + http.port(), failed);
        }
    }

    private Ownership sole(NodeContext context, VipSettings vip, int number) throws NodeFailure {
        JournalStore store = openStore(vip);
        opened.push(store);
        VirtualAddress address = claim(vip, number);
        String plugin = NodeActors.journalPlugin(number);
        context.actors().journal(plugin, store);
        return new SoleOwnership(context, address, store, plugin);
    }

    /** Shut in the kernel first, then placed in the host: another node may be the owner. */
    private Ownership shared(NodeContext context, VipSettings vip, int number, QuorumNode quorum) throws NodeFailure {
        AtomicReference<Lease> lease = new AtomicReference<>();
        KernelFence fence = settings.fence() ? fence(vip, lease) : null;
        if (fence == null) {
            LOG.warn(
                    "{}: NO FENCE in the kernel (fence = off): this node stops speaking by itself when its lease has run out, up to"
                            + " 20 ms late, and not while it stands still",
                    vip.address());
        }
        VirtualAddress address = claim(vip, number);
        QuorumStore store = quorum.journal(vip.address());
        String plugin = NodeActors.journalPlugin(number);
        context.actors().journal(plugin, store);
        ClusterOwnership ownership = new ClusterOwnership(context, address, store, plugin, fence);
        lease.set(ownership.lease());
        return ownership;
    }

    private KernelFence fence(VipSettings vip, AtomicReference<Lease> lease) throws NodeFailure {
        try {
            KernelFence fence = KernelFence.arm(
                    settings.node().stateDirectory(), Nic.named(vip.interfaceName()), List.of(vip.address()), () -> {
                        Lease ran = lease.get();
                        if (ran != null) {
                            ran.expired();
                            loop.execute(this::watchBypass); // whoever flushed the fence has flushed the guard
                        }
                    });
            opened.push(fence);
            return fence;
        } catch (IOException failed) {
            throw new NodeFailure("the kernel's fence for " + vip.address() + " (fence = off does without)", failed);
        }
    }

    private VirtualAddress claim(VipSettings vip, int number) throws NodeFailure {
        VirtualAddress address =
                VirtualAddress.claim(vip, number, settings.node().stateDirectory());
        opened.push(address);
        address.refuseBypass();
        return address;
    }

    /**
     * A node that the cluster removed begins again, to become a member again; what it owns it serves first. Who owns an address the
     * journal decides, never the membership.
     */
    private void watchMembership(NodeActors actors) {
        if (!actors.isRemoved() || !tenures().isEmpty()) {
            loop.schedule(MEMBERSHIP_NANOS, () -> watchMembership(actors));
        } else if (!closing.get()) {
            LOG.warn("the cluster removed this node; it begins again");
            removed = true;
            Thread.ofPlatform().name("holdfast-restart").start(this::close);
        }
    }

    /** Whether it stopped because the cluster removed it, and should be started anew. */
    boolean wasRemoved() {
        return removed;
    }

    private NativeFiles prepare() throws NodeFailure {
        try {
            Path state = settings.node().stateDirectory();
            Files.createDirectories(state);
            new VipClaims(state).cleanUp().forEach(file -> LOG.info("put back what a killed node left: {}", file));
            Optional<NativeFiles> installed = NativeFiles.installed();
            return installed.isPresent() ? installed.get() : NativeFiles.unpack(state.resolve("native"));
        } catch (IOException failed) {
            throw new NodeFailure("the state directory " + settings.node().stateDirectory(), failed);
        }
    }

    private JournalStore openStore(VipSettings vip) throws NodeFailure {
        JournalSettings journal = settings.journal().of(vip.address());
        try {
            return JournalStore.open(journal);
        } catch (JournalException failed) {
            throw new NodeFailure("the journal in " + journal.directory(), failed);
        }
    }

    /** On the loop's thread. */
    private void begin(NodeActors actors) {
        ownerships.forEach(ownership -> {
            ownership.address().attach(loop);
            ownership.begin();
        });
        loop.beforeSleep(() -> forEachTenure(Tenure::flush));
        tick();
        sweep();
        startup.watch();
        watchBypassLater();
        rehearse(actors);
    }

    /** Only for a node that may be the next owner and has nothing better to do. */
    private void rehearse(NodeActors actors) {
        if (ownerships.stream().anyMatch(ownership -> ownership instanceof ClusterOwnership) && isIdle()) {
            startup.rehearsing();
            RehearsalStage.begin(loop, blocking, actors, this::isIdle, startup::rehearsed);
        }
    }

    private boolean isIdle() {
        return !closing.get() && tenures().isEmpty();
    }

    /** Called in every round: makes nothing. */
    private void forEachTenure(Consumer<Tenure> action) {
        for (int i = 0; i < ownerships.size(); i++) {
            Tenure tenure = ownerships.get(i).tenure();
            if (tenure != null) {
                action.accept(tenure);
            }
        }
    }

    private List<Tenure> tenures() {
        List<Tenure> all = new ArrayList<>(ownerships.size());
        forEachTenure(all::add);
        return all;
    }

    private void tick() {
        forEachTenure(Tenure::tick);
        loop.schedule(TICK_NANOS, this::tick);
    }

    private void sweep() {
        forEachTenure(Tenure::sweep);
        loop.schedule(SWEEP_NANOS, this::sweep);
    }

    private void watchBypassLater() {
        loop.schedule(VirtualAddress.bypassCheckInterval().toNanos(), () -> {
            watchBypass();
            watchBypassLater();
        });
    }

    /** A node that would not be started without a guard does not go on without it either. */
    private void watchBypass() {
        ownerships.forEach(ownership -> blocking.execute(() -> {
            if (!ownership.address().watchBypass() && !closing.get()) {
                System.err.println(
                        "holdfast: this node ends, so that nothing is served past the wrap; `holdfast doctor` says more");
                Thread.ofPlatform().name("holdfast-unguarded").start(() -> System.exit(1));
            }
        }));
    }

    /** On the loop's thread; false if there is no such service here. */
    private boolean killServer(String service) {
        for (Tenure tenure : tenures()) {
            for (ServiceRuntime runtime : tenure.services()) {
                if (runtime.name().equals(service)) {
                    runtime.kill();
                    return true;
                }
            }
        }
        return false;
    }

    private void stopServers() throws InterruptedException {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        loop.execute(() -> {
            var _ = CompletableFuture.allOf(ownerships.stream()
                            .map(ownership -> ownership.handOver().toCompletableFuture())
                            .toArray(CompletableFuture[]::new))
                    .thenRun(() -> stopped.complete(null));
        });
        try {
            stopped.get(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException slow) {
            LOG.warn("the servers did not stop in time: {}", slow.toString());
        }
    }

    /** No packet is looked at any more; before the links are closed. */
    private void detach() throws InterruptedException {
        CountDownLatch detached = new CountDownLatch(1);
        loop.execute(() -> {
            ownerships.forEach(ownership -> ownership.address().detach(loop));
            detached.countDown();
        });
        if (!detached.await(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("the packet loop did not let go of its links in time");
        }
    }

    Startup startup() {
        return startup;
    }

    void awaitStopped() throws InterruptedException {
        stopRequested.await();
        closed.await();
    }

    /** Takes everything down in reverse order; waits for it. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            stopRequested.countDown();
            startup.giveUp();
            while (!opened.isEmpty()) {
                closeQuietly(opened.pop());
            }
            blocking.shutdown();
            closed.countDown();
        } else {
            awaitClosed();
        }
    }

    private void awaitClosed() {
        try {
            if (!closed.await(STOP_PATIENCE.toSeconds() * 4, TimeUnit.SECONDS)) {
                LOG.error("the node did not stop in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (Exception failed) {
            LOG.warn("while stopping: {}", failed.getMessage());
        }
    }
}
