package dev.holdfast.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.holdfast.actors.connection.ConnectionEntity;
import dev.holdfast.actors.connection.JournalGateway;
import dev.holdfast.actors.history.HistoryOutbox;
import dev.holdfast.actors.history.ServerHistory;
import dev.holdfast.actors.keeper.Keeper;
import dev.holdfast.actors.service.ServerSupervisor;
import dev.holdfast.actors.service.ServiceRuntime;
import dev.holdfast.config.LimitSettings;
import dev.holdfast.config.ServiceSettings;
import dev.holdfast.interceptors.host.ThreadPriority;
import dev.holdfast.interceptors.path.PacketPath;
import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.JournaledService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's time as the owner of a virtual address: its packet path, its services and their servers, its connection actors.
 *
 * <p>State before address: {@link #publish} comes after everything is there. Owned by the loop's thread.
 */
final class Tenure {

    private static final Logger LOG = LoggerFactory.getLogger(Tenure.class);
    private static final long READ_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final NodeContext node;
    private final VirtualAddress address;
    private final JournalGateway gateway;
    private final PacketPath path;
    private final ActorRef<Keeper.Command> keeper;
    private final ActorRef<ServerHistory.Stable> historyAnswers;
    private final Map<String, ServiceRuntime> runtimes = new LinkedHashMap<>();
    private final Map<String, HistoryOutbox> outboxes = new HashMap<>();
    private final List<ActorRef<ServerSupervisor.Command>> supervisors = new ArrayList<>();
    private final List<ActorRef<?>> actors = new ArrayList<>();

    /** Services whose clients wait for what a server repeats. */
    private final Set<String> recovering = new HashSet<>();

    private boolean takenUp;
    private boolean published;
    private boolean over;

    private Tenure(NodeContext node, VirtualAddress address, JournalStore store, String journalPlugin) {
        this.node = node;
        this.address = address;
        this.keeper = spawn(
                "keeper", Keeper.create(journalPlugin, spawn("stopped", Behaviors.receiveMessage(this::onStopped))));
        this.historyAnswers = spawn("history-answers", Behaviors.receiveMessage(this::onHistory));
        this.gateway = new JournalGateway(
                store,
                (name, message) -> keeper.tell(new Keeper.ToConnection(name, message)),
                node.loop(),
                node.blocking(),
                limits(node.settings().limits()),
                node.vitals()::appended);
        gateway.answersGoTo(spawn("journal-answers", Behaviors.receiveMessage(this::onReply)));
        this.path = address.newPath(gateway, node.settings().limits(), node.loop());
    }

    private static JournalGateway.Limits limits(LimitSettings limits) {
        return new JournalGateway.Limits(
                limits.unstableBytesPerConnectionMax(),
                limits.journalShareMax(),
                limits.closedKept().toNanos(),
                limits.closedBytesMax());
    }

    /**
     * Takes up what the journal holds of the services of {@code address} and starts their servers.
     *
     * @param store the address's journal, which this node may write
     */
    static Tenure begin(NodeContext node, VirtualAddress address, JournalStore store, String journalPlugin) {
        ThreadPriority.preferSessionIfPermitted();
        Tenure tenure = new Tenure(node, address, store, journalPlugin);
        address.settings()
                .services()
                .forEach(service -> tenure.clientsWait(service.name(), true)); // maybe: takeUp knows
        node.blocking().execute(() -> tenure.read(store));
        return tenure;
    }

    /** Waits for the disk, so not on the loop. */
    private void read(JournalStore store) {
        Map<ServiceSettings, JournaledService> found = new LinkedHashMap<>();
        try {
            address.settings().services().forEach(service -> found.put(service, store.service(service.name())));
            if (store.stats().state() == JournalStats.State.FAILED) {
                return; // the node ends; another one has a copy that is whole
            }
            node.loop().execute(() -> takeUp(found));
        } catch (RuntimeException unreadable) {
            LOG.error(
                    "{}: what the journal holds cannot be taken up now",
                    address.settings().address(),
                    unreadable);
            node.loop().execute(() -> node.loop().schedule(READ_AGAIN_NANOS, () -> readAgain(store)));
        }
    }

    private void readAgain(JournalStore store) {
        if (!over) {
            node.blocking().execute(() -> read(store));
        }
    }

    /** Before packets flow, so that no segment of a known connection meets a stranger. */
    private void takeUp(Map<ServiceSettings, JournaledService> found) {
        if (over) {
            return;
        }
        found.forEach((service, journaled) -> {
            ServiceRuntime runtime = serve(service, journaled.lastIncarnation());
            journaled.open().forEach(connection -> path.restore(connection, runtime));
            journaled
                    .ended()
                    .forEach(name -> gateway.endedBefore(name, node.loop().nanoTime()));
            journaled.damaged().forEach(place -> LOG.error("{}: not taken up, damaged: {}", service.name(), place));
            runtime.takenUp(journaled.open().size());
            if (journaled.open().isEmpty()) {
                clientsWait(service.name(), false);
            } else {
                LOG.info(
                        "{}: {} connections taken up from the journal",
                        service.name(),
                        journaled.open().size());
            }
        });
        address.route(path);
        takenUp = true;
        node.actors().placement().owned(address.settings().address(), keeper);
    }

    /** Whether the connections of before are in their places. */
    boolean isTakenUp() {
        return takenUp;
    }

    private ServiceRuntime serve(ServiceSettings service, int lastIncarnation) {
        ServiceRuntime runtime = new ServiceRuntime(
                service,
                node.loop(),
                path,
                history(service.name())::add,
                node.vitals(),
                lastIncarnation,
                waiting -> clientsWait(service.name(), waiting));
        runtimes.put(service.name(), runtime);
        path.serve(service.port(), runtime);
        ServerStarter starter = ServerStarter.of(node, address, service);
        supervisors.add(spawn(
                "server-" + service.name(),
                ServerSupervisor.create(runtime, starter, node.blocking(), history(service.name())::add)));
        return runtime;
    }

    private void clientsWait(String service, boolean waiting) {
        boolean changed = waiting ? recovering.add(service) : recovering.remove(service);
        if (changed && !over) {
            address.rebuilding(!recovering.isEmpty(), node.blocking());
        }
    }

    private <T> ActorRef<T> spawn(String name, Behavior<T> behavior) {
        ActorRef<T> actor = node.actors().spawn(name, behavior);
        actors.add(actor);
        return actor;
    }

    /** Where the facts about a service's server go. */
    private HistoryOutbox history(String service) {
        return outboxes.computeIfAbsent(
                service,
                _ -> new HistoryOutbox(
                        (events, mark) -> keeper.tell(
                                new Keeper.ToHistory(service, new ServerHistory.Append(events, mark, historyAnswers))),
                        outcomes -> {
                            ServiceRuntime runtime = runtimes.get(service);
                            if (runtime != null) {
                                runtime.outcomesStable(outcomes);
                            }
                        }));
    }

    private Behavior<ConnectionEntity.Reply> onReply(ConnectionEntity.Reply reply) {
        gateway.onReply(reply);
        return Behaviors.same();
    }

    private Behavior<ServerHistory.Stable> onHistory(ServerHistory.Stable stable) {
        history(stable.service()).stable(stable.mark());
        return Behaviors.same();
    }

    private Behavior<Keeper.Stopped> onStopped(Keeper.Stopped stopped) {
        long now = node.loop().nanoTime();
        switch (stopped) {
            case Keeper.ConnectionStopped connection -> gateway.entityStopped(connection.name(), now);
            case Keeper.HistoryStopped history -> history(history.service()).entityStopped(now);
        }
        return Behaviors.same();
    }

    List<ServiceRuntime> services() {
        return List.copyOf(runtimes.values());
    }

    PacketPath path() {
        return path;
    }

    /** A service that can never be published, or null. */
    @Nullable
    ServiceRuntime unpublishable() {
        return services().stream()
                .filter(runtime -> runtime.state() == ServiceRuntime.State.UNPUBLISHED)
                .findFirst()
                .orElse(null);
    }

    boolean serves() {
        return takenUp && services().stream().allMatch(ServiceRuntime::serving);
    }

    /** The address answers from now on, and the network is told where it is. */
    void publish() {
        published = true;
        address.route(path); // without a fence in the kernel a lease that ran out meanwhile has shut it
        address.publish(node.loop());
        path.wake();
    }

    boolean isPublished() {
        return published;
    }

    void tick() {
        path.tick();
    }

    void sweep() {
        path.sweep();
        gateway.retire(node.loop().nanoTime());
        gateway.retry(node.loop().nanoTime());
        outboxes.values().forEach(outbox -> outbox.retry(node.loop().nanoTime()));
    }

    /** What was gathered goes to the journal; after the packets of a round. */
    void flush() {
        gateway.flush();
    }

    /** Stops all servers; completes when they are gone, or after five seconds of patience. */
    private CompletionStage<Void> stopServers(Duration grace) {
        List<CompletableFuture<ServerSupervisor.Stopped>> stops = supervisors.stream()
                .map(supervisor -> node.actors()
                        .ask(
                                supervisor,
                                (ActorRef<ServerSupervisor.Stopped> asker) -> new ServerSupervisor.Stop(grace, asker),
                                STOP_PATIENCE))
                .map(CompletionStage::toCompletableFuture)
                .toList();
        return CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new));
    }

    /**
     * Nothing more is said in the address's name, its servers end, its actors end.
     *
     * @param grace that servers get to end by themselves; none if the address is another's already
     * @return completes on the loop when the servers are gone
     */
    CompletionStage<Void> end(Duration grace) {
        over = true;
        node.actors().placement().disowned(address.settings().address(), keeper);
        if (grace.isZero()) {
            address.unpublish();
            address.route(null);
        }
        CompletableFuture<Void> ended = new CompletableFuture<>();
        stopServers(grace)
                .whenComplete((_, slow) -> node.loop().execute(() -> {
                    if (slow != null) {
                        LOG.warn(
                                "{}: a server did not stop in time",
                                address.settings().address());
                    }
                    address.unpublish();
                    address.route(null);
                    runtimes.values().forEach(ServiceRuntime::over);
                    actors.forEach(node.actors()::stop);
                    ended.complete(null);
                }));
        return ended;
    }
}
