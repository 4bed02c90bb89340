package dev.holdfast.actors.placement;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.holdfast.actors.connection.ConnectionEntity;
import dev.holdfast.actors.connection.ConnectionSummary;
import dev.holdfast.actors.keeper.Keeper;
import dev.holdfast.protocol.connection.ConnectionId;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the cluster's sharding has it: passes questions to the persistent actor that this node's keeper hosts.
 *
 * <p>It adopts what is there: a keeper has begun its actors at the takeover, before sharding moved this one. It keeps no state,
 * so sharding may start it wherever and as often as it likes.
 */
final class PlacedConnection extends AbstractBehavior<PlacedConnection.Command> {

    /** A recovery from the journal may come first. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What it is told. */
    sealed interface Command permits PlacementMessage.Find, Answered {}

    private record Answered(PlacementMessage.Answer answer, ActorRef<PlacementMessage.Answer> asker)
            implements Command {}

    private final String connection;
    private final String node;
    private final Keepers keepers;

    private PlacedConnection(ActorContext<Command> context, String connection, String node, Keepers keepers) {
        super(context);
        this.connection = connection;
        this.node = node;
        this.keepers = keepers;
    }

    static Behavior<Command> create(String connection, String node, Keepers keepers) {
        return Behaviors.setup(context -> new PlacedConnection(context, connection, node, keepers));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(PlacementMessage.Find.class, this::find)
                .onMessage(Answered.class, this::answered)
                .build();
    }

    private Behavior<Command> find(PlacementMessage.Find question) {
        Optional<ActorRef<Keeper.Command>> keeper =
                ConnectionId.serverOf(connection).flatMap(keepers::of);
        if (keeper.isEmpty()) {
            question.replyTo().tell(new PlacementMessage.NotOwner(node));
            return this;
        }
        getContext()
                .ask(
                        ConnectionSummary.class,
                        keeper.get(),
                        PATIENCE,
                        (ActorRef<ConnectionSummary> replyTo) ->
                                new Keeper.ToConnection(connection, new ConnectionEntity.Describe(replyTo)),
                        (summary, failure) -> new Answered(answer(summary), question.replyTo()));
        return this;
    }

    /** A keeper that is silent has stopped: the address is another node's. */
    private PlacementMessage.Answer answer(@Nullable ConnectionSummary summary) {
        return summary == null ? new PlacementMessage.NotOwner(node) : new PlacementMessage.Found(node, summary);
    }

    private Behavior<Command> answered(Answered answered) {
        answered.asker().tell(answered.answer());
        return this;
    }
}
