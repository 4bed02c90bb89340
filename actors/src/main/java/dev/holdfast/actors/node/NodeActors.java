package dev.holdfast.actors.node;

import akka.actor.Address;
import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import akka.japi.function.Function;
import akka.remote.artery.tcp.SSLEngineProviderSetup;
import dev.holdfast.actors.loop.LoopDispatcher;
import dev.holdfast.actors.placement.ConnectionPlacement;
import dev.holdfast.config.Agreement;
import dev.holdfast.config.ClusterNode;
import dev.holdfast.config.ClusterSettings;
import dev.holdfast.config.Settings;
import dev.holdfast.config.TlsSettings;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.persistence.akka.JournalStores;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.tls.NodeIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's actor system, a member of the cluster. Its default dispatcher is the packet loop.
 *
 * <p>Made and closed by the node's main thread; the rest may be called by any.
 */
final class NodeActors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeActors.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ActorSystem<Void> system;
    private final Cluster cluster;
    private final ConnectionPlacement placement;
    private long spawned;

    private NodeActors(ActorSystem<Void> system, String node) {
        this.system = system;
        this.cluster = Cluster.get(system);
        this.placement = ConnectionPlacement.join(system, node);
    }

    /** @throws NodeFailure if the node's certificate cannot be used */
    static NodeActors start(Settings settings, EventLoop loop) throws NodeFailure {
        ActorSystemSetup setup = ActorSystemSetup.create(
                BootstrapSetup.create(ClusterConfiguration.of(settings)), new LoopDispatcher.LoopSetup(loop));
        TlsSettings tls = settings.cluster().tls();
        if (tls != null) {
            ClusterTls engines = new ClusterTls(identity(tls));
            setup = setup.withSetup(SSLEngineProviderSetup.create(_ -> engines));
        }
        ActorSystem<Void> system =
                ActorSystem.create(Behaviors.empty(), settings.cluster().name(), setup);
        NodeActors actors = new NodeActors(system, settings.node().name());
        if (settings.cluster().nodes().isEmpty()) {
            actors.cluster.manager().tell(new Join(actors.cluster.selfMember().address()));
        }
        return actors;
    }

    private static NodeIdentity identity(TlsSettings tls) throws NodeFailure {
        try {
            return NodeIdentity.load(tls);
        } catch (IOException unusable) {
            throw new NodeFailure("this node's certificate", unusable);
        }
    }

    /** Where connections live, in the whole cluster. */
    ConnectionPlacement placement() {
        return placement;
    }

    /** Removes a node that is known to be fenced, if the cluster's failure detector misses it as well. */
    void downUnreachable(ClusterNode node) {
        Address address = ClusterConfiguration.address(system.name(), node);
        for (Member missed : cluster.state().getUnreachable()) {
            if (missed.address().equals(address) && !missed.status().equals(MemberStatus.down())) {
                LOG.info("{} is fenced and leaves the cluster", node.name());
                cluster.manager().tell(new Down(address));
            }
        }
    }

    /** What the members say of their configurations, by node; members that are gone or never came are not there. */
    Map<String, Agreement> agreements(ClusterSettings settings) {
        Map<String, Agreement> all = new TreeMap<>();
        for (Member member : cluster.state().getMembers()) {
            settings.nodes().stream()
                    .filter(node ->
                            ClusterConfiguration.address(system.name(), node).equals(member.address()))
                    .forEach(node -> all.put(node.name(), Agreement.ofMarks(member.getRoles())));
        }
        return all;
    }

    /** Whether the cluster removed this node, which it can join again only as another actor system. */
    boolean isRemoved() {
        return cluster.isTerminated();
    }

    /** The configuration path of a journal in memory that nothing depends on. */
    static final String REHEARSAL_JOURNAL = "holdfast.journals.rehearsal";

    /** The configuration path of the journal of the node's virtual address {@code number}. */
    static String journalPlugin(int number) {
        return "holdfast.journals.vip-" + number;
    }

    void journal(String plugin, JournalStore store) {
        JournalStores.get(system).install(plugin, store);
    }

    /** {@code name} need not be unique. */
    synchronized <T> ActorRef<T> spawn(String name, Behavior<T> behavior) {
        return system.systemActorOf(behavior, name + "-" + spawned++, Props.empty());
    }

    void stop(ActorRef<?> actor) {
        Adapter.toClassic(system).stop(Adapter.toClassic(actor));
    }

    <Q, A> CompletionStage<A> ask(ActorRef<Q> actor, Function<ActorRef<A>, Q> question, Duration patience) {
        return AskPattern.ask(actor, question, patience, system.scheduler());
    }

    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException slow) {
            LOG.warn("the actor system did not stop in time: {}", slow.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
