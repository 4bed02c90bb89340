package dev.holdfast.actors.keeper;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.holdfast.actors.connection.ConnectionEntity;
import dev.holdfast.actors.history.ServerHistory;
import java.util.HashMap;
import java.util.Map;

/**
 * Hosts the connections and histories of one virtual address while this node owns it; each starts, and recovers from the journal,
 * when the first message for it comes.
 *
 * <p>When it stops, all of them stop: what they had not journaled is refused by the journal from then on (I8). Runs on the loop.
 */
public final class Keeper extends AbstractBehavior<Keeper.Command> {

    /** What the keeper is told. */
    public sealed interface Command {}

    public record ToConnection(String name, ConnectionEntity.Command message) implements Command {}

    public record ToHistory(String service, ServerHistory.Command message) implements Command {}

    private record Ended(Stopped stopped) implements Command {}

    /** An actor is no more: it was done, or the journal failed it. A message to it starts it again. */
    public sealed interface Stopped {}

    public record ConnectionStopped(String name) implements Stopped {}

    public record HistoryStopped(String service) implements Stopped {}

    private final String journalPlugin;
    private final ActorRef<Stopped> listener;
    private final Map<String, ActorRef<ConnectionEntity.Command>> connections = new HashMap<>();
    private final Map<String, ActorRef<ServerHistory.Command>> histories = new HashMap<>();

    private Keeper(ActorContext<Command> context, String journalPlugin, ActorRef<Stopped> listener) {
        super(context);
        this.journalPlugin = journalPlugin;
        this.listener = listener;
    }

    /**
     * @param journalPlugin the plugin's configuration path: the journal of this virtual address
     * @param listener hears which actors stopped
     */
    public static Behavior<Command> create(String journalPlugin, ActorRef<Stopped> listener) {
        return Behaviors.setup(context -> new Keeper(context, journalPlugin, listener));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(ToConnection.class, this::toConnection)
                .onMessage(ToHistory.class, this::toHistory)
                .onMessage(Ended.class, this::ended)
                .build();
    }

    private Behavior<Command> toConnection(ToConnection message) {
        connections.computeIfAbsent(message.name(), this::start).tell(message.message());
        return this;
    }

    private ActorRef<ConnectionEntity.Command> start(String name) {
        ActorRef<ConnectionEntity.Command> entity =
                getContext().spawnAnonymous(ConnectionEntity.create(name, journalPlugin));
        getContext().watchWith(entity, new Ended(new ConnectionStopped(name)));
        return entity;
    }

    private Behavior<Command> ended(Ended ended) {
        switch (ended.stopped()) {
            case ConnectionStopped connection -> connections.remove(connection.name());
            case HistoryStopped history -> histories.remove(history.service());
        }
        listener.tell(ended.stopped());
        return this;
    }

    private Behavior<Command> toHistory(ToHistory message) {
        histories.computeIfAbsent(message.service(), this::startHistory).tell(message.message());
        return this;
    }

    private ActorRef<ServerHistory.Command> startHistory(String service) {
        ActorRef<ServerHistory.Command> history =
                getContext().spawnAnonymous(ServerHistory.create(service, journalPlugin));
        getContext().watchWith(history, new Ended(new HistoryStopped(service)));
        return history;
    }
}
