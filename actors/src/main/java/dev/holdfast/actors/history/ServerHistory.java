package dev.holdfast.actors.history;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import dev.holdfast.persistence.journal.JournaledService;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ConnectionCondemned;
import dev.holdfast.protocol.northside.ServerHistoryEvent.OutcomesRecorded;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerExited;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerStarted;
import java.util.List;

/** The persistent history of one service's server. */
public final class ServerHistory
        extends EventSourcedBehavior<ServerHistory.Command, ServerHistoryEvent, ServerHistory.State> {

    /** What a history is asked. */
    public sealed interface Command {}

    /** Journal these facts; the answer repeats {@code mark}. */
    public record Append(List<ServerHistoryEvent> events, long mark, ActorRef<Stable> replyTo) implements Command {
        public Append {
            events = List.copyOf(events);
        }
    }

    /** What is known, for status and tests. */
    public record Describe(ActorRef<State> replyTo) implements Command {}

    /** Everything up to {@code mark} is stable. */
    public record Stable(String service, long mark) {}

    /**
     * @param lastIncarnation -1 before the first start
     * @param outcomes how many were recorded over all lives
     */
    public record State(int lastIncarnation, boolean running, long exits, long outcomes, long condemned) {
        static final State EMPTY = new State(-1, false, 0, 0, 0);
    }

    private final String service;
    private final String journalPlugin;

    private ServerHistory(String service, String journalPlugin) {
        super(PersistenceId.ofUniqueId(JournaledService.historyId(service)));
        this.service = service;
        this.journalPlugin = journalPlugin;
    }

    /** In the journal that the actor system's configuration names. */
    public static Behavior<Command> create(String service) {
        return create(service, "");
    }

    /** @param journalPlugin configuration path of the journal */
    public static Behavior<Command> create(String service, String journalPlugin) {
        return new ServerHistory(service, journalPlugin);
    }

    @Override
    public String journalPluginId() {
        return journalPlugin;
    }

    @Override
    public State emptyState() {
        return State.EMPTY;
    }

    @Override
    public CommandHandler<Command, ServerHistoryEvent, State> commandHandler() {
        return this::onCommand;
    }

    @Override
    public EventHandler<State, ServerHistoryEvent> eventHandler() {
        return ServerHistory::onEvent;
    }

    private Effect<ServerHistoryEvent, State> onCommand(State state, Command command) {
        return switch (command) {
            case Append append ->
                Effect()
                        .persist(append.events())
                        .thenRun((State _) -> append.replyTo().tell(new Stable(service, append.mark())));
            case Describe describe ->
                Effect().none().thenRun((State now) -> describe.replyTo().tell(now));
        };
    }

    private static State onEvent(State state, ServerHistoryEvent event) {
        return switch (event) {
            case ServerStarted started ->
                new State(started.incarnation(), true, state.exits, state.outcomes, state.condemned);
            case ServerExited exited ->
                new State(exited.incarnation(), false, state.exits + 1, state.outcomes, state.condemned);
            case OutcomesRecorded recorded ->
                new State(
                        state.lastIncarnation,
                        state.running,
                        state.exits,
                        state.outcomes + recorded.outcomes().size(),
                        state.condemned);
            case ConnectionCondemned _ ->
                new State(state.lastIncarnation, state.running, state.exits, state.outcomes, state.condemned + 1);
        };
    }
}
