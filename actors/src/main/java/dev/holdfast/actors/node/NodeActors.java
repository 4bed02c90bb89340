package dev.holdfast.actors.node;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.japi.function.Function;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.actors.loop.LoopDispatcher;
import dev.holdfast.config.ClusterNode;
import dev.holdfast.config.Settings;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.persistence.akka.HoldfastJournal;
import dev.holdfast.persistence.akka.JournalStores;
import dev.holdfast.persistence.journal.JournalStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
    private long spawned;

    private NodeActors(ActorSystem<Void> system) {
        this.system = system;
    }

    static NodeActors start(Settings settings, EventLoop loop) {
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
        for (int vip = 0; vip < settings.vips().size(); vip++) {
            config = config.withValue(
                    journalPlugin(vip), config.getConfig(HoldfastJournal.PLUGIN_ID).root());
        }
        ActorSystemSetup setup = ActorSystemSetup.create(
                BootstrapSetup.create(config.resolve()), new LoopDispatcher.LoopSetup(loop));
        ActorSystem<Void> system =
                ActorSystem.create(Behaviors.empty(), settings.cluster().name(), setup);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(new Join(cluster.selfMember().address()));
        return new NodeActors(system);
    }

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
