package dev.holdfast.actors.placement;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.sharding.external.ExternalShardAllocation;
import akka.cluster.sharding.external.ExternalShardAllocationStrategy;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import dev.holdfast.actors.keeper.Keeper;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.wire.IpAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster's directory of connections: a shard for each virtual address, allocated to the node that owns it.
 *
 * <p>The owner itself says that it is (Akka's external shard allocation, spread by distributed data), because the journal's epoch
 * made it so; the shard follows within about a second, and until then the answer may be that the asked node is not the owner. Safe
 * for any thread.
 */
public final class ConnectionPlacement {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPlacement.class);
    private static final EntityTypeKey<PlacedConnection.Command> KEY =
            EntityTypeKey.create(PlacedConnection.Command.class, "connection");
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(1);
    private static final Executor A_LITTLE_LATER = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);
    private static final String NOWHERE = "nowhere";

    private final ActorSystem<?> system;
    private final Keepers keepers;
    private final ActorRef<PlacedConnection.Command> region;

    private ConnectionPlacement(ActorSystem<?> system, Keepers keepers, ActorRef<PlacedConnection.Command> region) {
        this.system = system;
        this.keepers = keepers;
        this.region = region;
    }

    /** Takes part on this node, whatever its role: a witness asks and coordinates, though no shard is allocated to it. */
    public static ConnectionPlacement join(ActorSystem<?> system, String node) {
        Keepers keepers = new Keepers();
        ActorRef<PlacedConnection.Command> region = ClusterSharding.get(system)
                .init(Entity.of(KEY, entity -> PlacedConnection.create(entity.getEntityId(), node, keepers))
                        .withMessageExtractor(new ByAddress())
                        .withAllocationStrategy(ExternalShardAllocationStrategy.create(system, KEY.name())));
        return new ConnectionPlacement(system, keepers, region);
    }

    /** This node owns {@code address} from now on; {@code keeper} hosts the actors of its connections. */
    public void owned(IpAddress address, ActorRef<Keeper.Command> keeper) {
        keepers.put(address, keeper);
        ExternalShardAllocation.get(system)
                .getClient(KEY.name())
                .setShardLocation(
                        address.toString(), Cluster.get(system).selfMember().address())
                .exceptionally(failed -> {
                    LOG.warn("{}: the other nodes do not know yet that it is here: {}", address, failed.toString());
                    return null;
                });
    }

    /** This node owns it no longer; the next owner says so itself. */
    public void disowned(IpAddress address, ActorRef<Keeper.Command> keeper) {
        keepers.remove(address, keeper);
    }

    /**
     * Asks the connection's actor, on whatever node it lives; asks again while the address is on its way to another.
     *
     * @return {@link PlacementMessage.NotOwner} if the owner was not found within {@code patience}; never fails
     */
    public CompletionStage<PlacementMessage.Answer> find(String connection, Duration patience) {
        return findUntil(connection, System.nanoTime() + patience.toNanos());
    }

    private CompletionStage<PlacementMessage.Answer> findUntil(String connection, long deadlineNanos) {
        return ask(connection).thenCompose(answer -> {
            boolean over = System.nanoTime() - deadlineNanos > 0;
            return over || answer instanceof PlacementMessage.Found
                    ? CompletableFuture.completedFuture(answer)
                    : CompletableFuture.supplyAsync(() -> connection, A_LITTLE_LATER)
                            .thenCompose(again -> findUntil(again, deadlineNanos));
        });
    }

    private CompletionStage<PlacementMessage.Answer> ask(String connection) {
        CompletionStage<PlacementMessage.Answer> answer = AskPattern.ask(
                region,
                (ActorRef<PlacementMessage.Answer> replyTo) -> new PlacementMessage.Find(connection, replyTo),
                ANSWER_PATIENCE,
                system.scheduler());
        return answer.exceptionally(_ -> new PlacementMessage.NotOwner(NOWHERE));
    }

    /** An entity for each connection, a shard for each address. */
    private static final class ByAddress
            extends ShardingMessageExtractor<PlacedConnection.Command, PlacedConnection.Command> {

        @Override
        public @Nullable String entityId(PlacedConnection.Command message) {
            return message instanceof PlacementMessage.Find question ? question.connection() : null;
        }

        @Override
        public String shardId(String connection) {
            return ConnectionId.serverOf(connection).map(IpAddress::toString).orElse(NOWHERE);
        }

        @Override
        public PlacedConnection.Command unwrapMessage(PlacedConnection.Command message) {
            return message;
        }
    }
}
