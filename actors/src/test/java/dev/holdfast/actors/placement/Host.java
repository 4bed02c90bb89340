package dev.holdfast.actors.placement;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.holdfast.actors.connection.ConnectionEntity;
import dev.holdfast.actors.keeper.Keeper;
import dev.holdfast.config.Settings;
import dev.holdfast.persistence.akka.JournalStores;
import dev.holdfast.persistence.quorum.NodeMemory;
import dev.holdfast.persistence.quorum.OwnerListener;
import dev.holdfast.persistence.quorum.QuorumNode;
import dev.holdfast.persistence.quorum.QuorumStore;
import dev.holdfast.persistence.quorum.TcpTransport;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.wire.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A member of the cluster with its copy of the journal, over real TCP connections; without packets and servers. */
final class Host implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PLUGIN = "holdfast.journals.vip-0";

    private final String name;
    private final IpAddress vip;
    private final QuorumNode quorum;
    private final QuorumStore store;
    private final ActorSystem<Void> system;
    private final ConnectionPlacement placement;
    private @Nullable ActorRef<Keeper.Command> keeper;

    /** @param seedPort the cluster port of the node that the others join */
    Host(Settings settings, int clusterPort, int seedPort, long life) {
        this.name = settings.node().name();
        this.vip = settings.vips().getFirst().address();
        NodeMemory memory = NodeMemory.recall(settings, 0);
        this.quorum = QuorumNode.start(settings, memory, TcpTransport.of(settings, life), life, _ -> {});
        this.store = quorum.journal(vip);
        this.system = ActorSystem.create(Behaviors.empty(), "holdfast", config(clusterPort, seedPort));
        JournalStores.get(system).install(PLUGIN, store);
        this.placement = ConnectionPlacement.join(system, name);
    }

    /** A node's own, but for the dispatcher, which is the packet loop there. */
    private static Config config(int port, int seedPort) {
        Config node = ConfigFactory.parseString("""
                        akka.actor.default-dispatcher { executor = "fork-join-executor" }
                        akka.remote.artery.canonical { hostname = "127.0.0.1", port = %d }
                        akka.cluster.seed-nodes = ["akka://holdfast@127.0.0.1:%d"]
                        akka.loglevel = WARNING
                        """.formatted(port, seedPort))
                .withFallback(ConfigFactory.parseResources("holdfast-node.conf"))
                .withFallback(ConfigFactory.load());
        return node.withValue(PLUGIN, node.getValue("holdfast.journal"))
                .withValue(PLUGIN + ".snapshots", node.getValue("holdfast.snapshots"))
                .withValue(PLUGIN + ".snapshots.journal", ConfigValueFactory.fromAnyRef(PLUGIN))
                .resolve();
    }

    String name() {
        return name;
    }

    long members() {
        return Cluster.get(system).state().members().size();
    }

    /** Waits until this node writes the journal, as {@code Tenure} begins. */
    void takeOver() {
        CompletableFuture<Epoch> opened = new CompletableFuture<>();
        store.listen(new OwnerListener() {
            @Override
            public void opened(Epoch epoch) {
                opened.complete(epoch);
            }

            @Override
            public void leaseUntil(long nanos) {
                // nothing here acts by the lease
            }

            @Override
            public void deposed(Epoch by) {
                // told by the test
            }

            @Override
            public void writerLost() {
                // told by the test
            }
        });
        store.takeOver();
        opened.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        ActorRef<Keeper.Command> begun = system.systemActorOf(
                Keeper.create(PLUGIN, system.ignoreRef()), "keeper-" + System.nanoTime(), Props.empty());
        keeper = begun;
        placement.owned(vip, begun);
    }

    void stepDown() {
        if (keeper != null) {
            placement.disowned(vip, keeper);
        }
        store.stepDown();
    }

    /** What was journaled when this returns is stable on a majority. */
    void journal(String connection, ConnectionEvent... events) {
        if (keeper == null) {
            throw new IllegalStateException(name + " does not own the address");
        }
        AskPattern.<Keeper.Command, ConnectionEntity.Reply>ask(
                        keeper,
                        replyTo -> new Keeper.ToConnection(
                                connection, new ConnectionEntity.Append(1, List.of(events), replyTo)),
                        PATIENCE,
                        system.scheduler())
                .toCompletableFuture()
                .join();
    }

    PlacementMessage.Answer find(String connection) {
        return placement.find(connection, PATIENCE).toCompletableFuture().join();
    }

    /** As the new owner does with one that is fenced. */
    void down(Host dead) {
        Cluster.get(system)
                .manager()
                .tell(new Down(Cluster.get(dead.system).selfMember().address()));
    }

    /** Without a word to anyone. */
    void die() {
        quorum.close();
        system.terminate();
    }

    @Override
    public void close() {
        quorum.close();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
