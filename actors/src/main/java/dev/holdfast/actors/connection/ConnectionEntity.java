package dev.holdfast.actors.connection;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import dev.holdfast.persistence.akka.HoldfastSnapshots;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionCommand;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.Decision;
import java.util.List;

/**
 * One connection as a persistent actor: journals the facts that {@link Connection#decide} accepts, then says so (I1, I2: the wrap
 * acts only on {@link Stable}).
 *
 * <p>The state holds no bytes, only which are logged. The actor stops when the connection is closed.
 */
public final class ConnectionEntity
        extends EventSourcedBehavior<ConnectionEntity.Command, ConnectionEvent, Connection> {

    /** What a connection is asked. */
    public sealed interface Command {}

    /**
     * Journal these facts, all or none. If the journal fails the actor stops without an answer; the batch may be sent again.
     *
     * @param batch number that the answer repeats
     */
    public record Append(long batch, List<ConnectionEvent> events, ActorRef<Reply> replyTo) implements Command {
        public Append {
            events = List.copyOf(events);
        }
    }

    /** Say what is known of the connection; one that is not open ends with the answer. */
    public record Describe(ActorRef<ConnectionSummary> replyTo) implements Command {}

    /** What a connection answers. */
    public sealed interface Reply {
        String connection();

        long batch();
    }

    /** The batch is stable; further ones may go to {@code entity} directly. */
    public record Stable(String connection, long batch, ActorRef<Command> entity) implements Reply {}

    /** Nothing of the batch was journaled. */
    public record Refused(String connection, long batch, String why) implements Reply {}

    private final String name;
    private final String journalPlugin;
    private final ActorRef<Command> self;

    private ConnectionEntity(String name, String journalPlugin, ActorRef<Command> self) {
        super(PersistenceId.ofUniqueId(name));
        this.name = name;
        this.journalPlugin = journalPlugin;
        this.self = self;
    }

    /** In the journal that the actor system's configuration names. */
    public static Behavior<Command> create(String name) {
        return create(name, "");
    }

    /** @param journalPlugin configuration path of the journal */
    public static Behavior<Command> create(String name, String journalPlugin) {
        return Behaviors.setup(context -> new ConnectionEntity(name, journalPlugin, context.getSelf()));
    }

    @Override
    public String journalPluginId() {
        return journalPlugin;
    }

    /** The state of a connection that is taken up is known; the default journal has none to offer. */
    @Override
    public String snapshotPluginId() {
        return journalPlugin.isEmpty() ? "" : HoldfastSnapshots.of(journalPlugin);
    }

    @Override
    public Connection emptyState() {
        return new Connection.New();
    }

    @Override
    public CommandHandler<Command, ConnectionEvent, Connection> commandHandler() {
        return this::onCommand;
    }

    @Override
    public EventHandler<Connection, ConnectionEvent> eventHandler() {
        return Connection::evolve;
    }

    private Effect<ConnectionEvent, Connection> onCommand(Connection state, Command command) {
        return switch (command) {
            case Append append ->
                switch (Connection.decide(state, new ConnectionCommand.JournalEvents(append.events()))) {
                    case Decision.Accepted accepted -> persist(accepted.events(), append);
                    case Decision.Refused refused -> {
                        append.replyTo().tell(new Refused(name, append.batch(), refused.why()));
                        yield Effect().none();
                    }
                };
            case Describe describe -> describe(state, describe.replyTo());
        };
    }

    private Effect<ConnectionEvent, Connection> describe(Connection state, ActorRef<ConnectionSummary> asker) {
        asker.tell(ConnectionSummary.of(name, state));
        return state instanceof Connection.Open ? Effect().none() : Effect().stop();
    }

    private Effect<ConnectionEvent, Connection> persist(List<ConnectionEvent> events, Append append) {
        var persisted = Effect()
                .persist(events)
                .thenRun((Connection _) -> append.replyTo().tell(new Stable(name, append.batch(), self)));
        boolean over = append.events().getLast() instanceof ConnectionEvent.ConnectionClosed;
        return over ? persisted.thenStop() : persisted;
    }
}
