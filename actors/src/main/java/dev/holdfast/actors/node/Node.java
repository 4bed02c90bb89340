package dev.holdfast.actors.node;

import dev.holdfast.actors.service.ServiceRuntime;
import dev.holdfast.config.ServiceSettings;
import dev.holdfast.config.Settings;
import dev.holdfast.config.VipSettings;
import dev.holdfast.interceptors.address.VipClaims;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.interceptors.process.NativeFiles;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: started by {@link #start}, published when every service listens, taken down by {@link #close}.
 *
 * <p>State before address: the virtual addresses answer only after their services are there. Safe for any thread.
 */
final class Node implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long TICK_NANOS = 5_000_000;
    private static final long SWEEP_NANOS = 1_000_000_000;
    private static final long PUBLISH_POLL_NANOS = 1_000_000;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Settings settings;
    private final EventLoop loop;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<VirtualAddress> addresses = new ArrayList<>();
    private final CountDownLatch decided = new CountDownLatch(1);
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean published;
    private volatile String whyUnpublished = "stopped before the services listened";

    private Node(Settings settings) {
        this.settings = settings;
        this.loop = new EventLoop((where, cause) -> LOG.error("in the packet loop ({})", where, cause));
    }

    static Node start(Settings settings) throws NodeFailure {
        Node node = new Node(settings);
        try {
            node.open();
            return node;
        } catch (NodeFailure | RuntimeException failed) {
            node.close();
            throw failed;
        }
    }

    private void open() throws NodeFailure {
        NativeFiles natives = prepare();
        Thread thread = new Thread(loop, "holdfast-loop");
        thread.start();
        opened.push(() -> {
            loop.stop();
            thread.join(STOP_PATIENCE.toMillis());
        });
        JournalStore store = openStore();
        opened.push(store);
        NodeActors actors = NodeActors.start(settings, loop, store, blocking);
        opened.push(actors);
        int number = 0;
        for (VipSettings vip : settings.vips()) {
            VirtualAddress address = VirtualAddress.claim(
                    vip, number++, settings.limits(), settings.node().stateDirectory(), loop, actors.journals());
            opened.push(address);
            address.refuseBypass();
            for (ServiceSettings service : vip.services()) {
                address.add(new ServiceRuntime(service, loop, address.path(), actors.history(service.name())));
            }
            addresses.add(address);
        }
        AdminServer admin = AdminServer.open(
                settings.node().adminSocket(), new NodeStatus(settings, addresses, store), loop, this::killServer);
        opened.push(admin);
        opened.push(() -> actors.stopServers(STOP_PATIENCE));
        loop.execute(() -> begin(actors, natives));
    }

    private NativeFiles prepare() throws NodeFailure {
        try {
            Path state = settings.node().stateDirectory();
            Files.createDirectories(state);
            new VipClaims(state).cleanUp().forEach(file -> LOG.info("put back what a killed node left: {}", file));
            return NativeFiles.unpack(state.resolve("native"));
        } catch (IOException failed) {
            throw new NodeFailure("the state directory " + settings.node().stateDirectory(), failed);
        }
    }

    private JournalStore openStore() throws NodeFailure {
        try {
            return JournalStore.open(settings.journal());
        } catch (JournalException failed) {
            throw new NodeFailure("the journal in " + settings.journal().directory(), failed);
        }
    }

    /** On the loop's thread. */
    private void begin(NodeActors actors, NativeFiles natives) {
        for (VirtualAddress address : addresses) {
            address.attach(loop);
            for (ServiceRuntime runtime : address.services()) {
                ServerStarter starter =
                        new ServerStarter(runtime.settings(), address.networkNamespace(), natives, settings.node());
                actors.supervise(runtime, starter);
            }
        }
        loop.beforeSleep(actors.gateway()::flush);
        tick();
        sweep(actors);
        publishWhenServing();
        watchBypassLater();
    }

    private void tick() {
        addresses.forEach(address -> address.path().tick());
        loop.schedule(TICK_NANOS, this::tick);
    }

    private void sweep(NodeActors actors) {
        addresses.forEach(address -> address.path().sweep());
        actors.gateway().retire(loop.nanoTime());
        actors.gateway().retryBlocked();
        loop.schedule(SWEEP_NANOS / 20, () -> sweep(actors));
    }

    private void publishWhenServing() {
        boolean all = true;
        for (VirtualAddress address : addresses) {
            for (ServiceRuntime runtime : address.services()) {
                if (runtime.state() == ServiceRuntime.State.UNPUBLISHED) {
                    whyUnpublished = runtime.name() + ": " + runtime.reason();
                    decided.countDown();
                    return;
                }
                all &= runtime.serving();
            }
        }
        if (all) {
            addresses.forEach(address -> address.publish(loop));
            published = true;
            decided.countDown();
        } else {
            loop.schedule(PUBLISH_POLL_NANOS, this::publishWhenServing);
        }
    }

    private void watchBypassLater() {
        loop.schedule(VirtualAddress.bypassCheckInterval().toNanos(), () -> {
            addresses.forEach(address -> blocking.execute(address::watchBypass));
            watchBypassLater();
        });
    }

    /** On the loop's thread; false if there is no such service. */
    private boolean killServer(String service) {
        for (VirtualAddress address : addresses) {
            for (ServiceRuntime runtime : address.services()) {
                if (runtime.name().equals(service)) {
                    runtime.kill();
                    return true;
                }
            }
        }
        return false;
    }

    /** Waits until every service listens (true) or one never will. */
    boolean awaitPublished() throws InterruptedException {
        decided.await();
        return published;
    }

    String whyUnpublished() {
        return whyUnpublished;
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
            decided.countDown();
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
