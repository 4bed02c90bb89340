package dev.holdfast.actors.node;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SpawnProtocol;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.actors.connection.ConnectionEntity;
import dev.holdfast.actors.connection.JournalGateway;
import dev.holdfast.actors.history.ServerHistory;
import dev.holdfast.actors.loop.LoopDispatcher;
import dev.holdfast.actors.service.ServerSupervisor;
import dev.holdfast.actors.service.ServiceRuntime;
import dev.holdfast.config.ClusterNode;
import dev.holdfast.config.Settings;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.interceptors.path.ConnectionJournal;
import dev.holdfast.persistence.akka.JournalStores;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's actor system: a cluster (of one, for now), sharded connection and history entities, supervisors.
 *
 * <p>Its default dispatcher is the packet loop. Made and closed by the node's main thread.
 */
final class NodeActors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeActors.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long RETAIN_CLOSED_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final ActorSystem<SpawnProtocol.Command> system;
    private final ClusterSharding sharding;
    private final JournalGateway gateway;
    private final Executor blocking;
    private final Map<String, ServiceRuntime> runtimes = new HashMap<>();
    private final Map<String, Long> marks = new HashMap<>();
    private final List<ActorRef<ServerSupervisor.Command>> supervisors = new ArrayList<>();
    private final ActorRef<ServerHistory.Stable> historyAnswers;

    private NodeActors(
            ActorSystem<SpawnProtocol.Command> system,
            Settings settings,
            EventLoop loop,
            JournalStore store,
            Executor blocking) {
        this.system = system;
        this.blocking = blocking;
        this.sharding = ClusterSharding.get(system);
        sharding.init(Entity.of(ConnectionEntity.TYPE, context -> ConnectionEntity.create(context.getEntityId())));
        sharding.init(Entity.of(ServerHistory.TYPE, context -> ServerHistory.create(context.getEntityId())));
        this.gateway = new JournalGateway(
                store,
                (name, command) ->
                        sharding.entityRefFor(ConnectionEntity.TYPE, name).tell(command),
                loop,
                blocking,
                new JournalGateway.Limits(settings.limits().unstableBytesPerConnectionMax(), RETAIN_CLOSED_NANOS));
        gateway.answersGoTo(spawn(Behaviors.receiveMessage(this::onReply), "journal-answers"));
        this.historyAnswers = spawn(Behaviors.receiveMessage(this::onHistory), "history-answers");
    }

    static NodeActors start(Settings settings, EventLoop loop, JournalStore store, Executor blocking)
            throws NodeFailure {
        Optional<ClusterNode> self = settings.cluster().node(settings.node().name());
        Config config = settings.akka()
                .atPath("akka")
                .withFallback(ConfigFactory.parseMap(Map.of(
                        "akka.remote.artery.canonical.hostname",
                        self.map(node -> node.address().toString()).orElse("127.0.0.1"),
                        "akka.remote.artery.canonical.port",
                        self.map(ClusterNode::clusterPort).orElse(0))))
                .withFallback(ConfigFactory.parseResources("holdfast-node.conf"))
                .withFallback(ConfigFactory.load());
        ActorSystemSetup setup = ActorSystemSetup.create(
                BootstrapSetup.create(config.resolve()),
                new LoopDispatcher.LoopSetup(loop),
                JournalStores.setup(store));
        ActorSystem<SpawnProtocol.Command> system = ActorSystem.create(
                Behaviors.setup(_ -> SpawnProtocol.create()), settings.cluster().name(), setup);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(new Join(cluster.selfMember().address()));
        return new NodeActors(system, settings, loop, store, blocking);
    }

    JournalGateway gateway() {
        return gateway;
    }

    ConnectionJournal.Factory journals() {
        return gateway;
    }

    /** Where the facts about a service's server go. */
    Consumer<List<ServerHistoryEvent>> history(String service) {
        return events -> {
            long outcomes = events.stream()
                    .mapToLong(event -> event instanceof ServerHistoryEvent.OutcomesRecorded recorded
                            ? recorded.outcomes().size()
                            : 0)
                    .sum();
            long mark = marks.merge(service, outcomes, Long::sum);
            sharding.entityRefFor(ServerHistory.TYPE, service)
                    .tell(new ServerHistory.Append(events, mark, historyAnswers));
        };
    }

    /** On the loop's thread. */
    void supervise(ServiceRuntime runtime, ServerSupervisor.Starter starter) {
        runtimes.put(runtime.name(), runtime);
        Behavior<ServerSupervisor.Command> behavior =
                ServerSupervisor.create(runtime, starter, blocking, history(runtime.name()));
        system.tell(new SpawnProtocol.Spawn<>(
                behavior, "server-" + runtime.name(), Props.empty(), spawnIgnoringErrors(supervisors::add)));
    }

    private <T> ActorRef<ActorRef<T>> spawnIgnoringErrors(Consumer<ActorRef<T>> then) {
        return system.systemActorOf(
                Behaviors.receiveMessage(spawned -> {
                    then.accept(spawned);
                    return Behaviors.stopped();
                }),
                "spawned-" + System.nanoTime(),
                Props.empty());
    }

    private <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
        return system.systemActorOf(behavior, name, Props.empty());
    }

    private Behavior<ConnectionEntity.Reply> onReply(ConnectionEntity.Reply reply) {
        gateway.onReply(reply);
        return Behaviors.same();
    }

    private Behavior<ServerHistory.Stable> onHistory(ServerHistory.Stable stable) {
        ServiceRuntime runtime = runtimes.get(stable.service());
        if (runtime != null) {
            runtime.outcomesStable(stable.mark());
        }
        return Behaviors.same();
    }

    /** Stops all servers orderly; waits until they are gone or {@code patience} is at its end. */
    void stopServers(Duration patience) {
        List<CompletableFuture<ServerSupervisor.Stopped>> stops = new ArrayList<>();
        for (ActorRef<ServerSupervisor.Command> supervisor : List.copyOf(supervisors)) {
            CompletionStage<ServerSupervisor.Stopped> stop =
                    AskPattern.ask(supervisor, ServerSupervisor.Stop::new, patience, system.scheduler());
            stops.add(stop.toCompletableFuture());
        }
        await(CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new)), patience, "the servers");
    }

    @Override
    public void close() {
        system.terminate();
        await(system.getWhenTerminated().toCompletableFuture(), PATIENCE, "the actor system");
    }

    private static void await(CompletableFuture<?> end, Duration patience, String what) {
        try {
            end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException slow) {
            LOG.warn("{} did not stop in time: {}", what, slow.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
