package dev.holdfast.persistence.akka;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SpawnProtocol;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.MemoryStore;
import dev.holdfast.persistence.serialization.EventSamples;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesStored;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A typed persistent actor over the plugin, as connections are. */
class PersistentConnectionTest {

    private static final Config CONFIG = ConfigFactory.load("persistence-test.conf");

    record Log(List<ConnectionEvent> events, ActorRef<List<ConnectionEvent>> replyTo) {}

    /** Remembers its events, so that a test can see what came back. */
    private static final class Recorder extends EventSourcedBehavior<Log, ConnectionEvent, List<ConnectionEvent>> {

        private Recorder(String id) {
            super(PersistenceId.ofUniqueId(id));
        }

        static Behavior<Log> create(String id) {
            return new Recorder(id);
        }

        @Override
        public List<ConnectionEvent> emptyState() {
            return List.of();
        }

        @Override
        public CommandHandler<Log, ConnectionEvent, List<ConnectionEvent>> commandHandler() {
            return (_, log) -> Effect()
                    .persist(log.events())
                    .thenRun(state -> log.replyTo().tell(state));
        }

        @Override
        public EventHandler<List<ConnectionEvent>, ConnectionEvent> eventHandler() {
            return (state, event) ->
                    Stream.concat(state.stream(), Stream.of(event)).toList();
        }
    }

    static Stream<ConnectionEvent> connectionEvents() {
        return EventSamples.all().values().stream()
                .filter(ConnectionEvent.class::isInstance)
                .map(ConnectionEvent.class::cast);
    }

    @Test
    void findsItsEventsAgainAfterTheActorSystemWasReplaced() {
        List<ConnectionEvent> events = connectionEvents().toList();
        try (JournalStore store = MemoryStore.open(16 << 20)) {
            List<ConnectionEvent> first = inNewSystem(store, new LogTwice(events.subList(0, 3), events.subList(3, 5)));
            List<ConnectionEvent> second = inNewSystem(store, new LogTwice(events.subList(5, 6), List.of()));

            assertThat(first).isEqualTo(events.subList(0, 5));
            assertThat(second)
                    .isEqualTo(Stream.concat(
                                    events.subList(0, 5).stream().map(PersistentConnectionTest::replayed),
                                    events.subList(5, 6).stream())
                            .toList());
        }
    }

    /** Client bytes stay in the journal. */
    private static ConnectionEvent replayed(ConnectionEvent event) {
        return event instanceof ClientBytesLogged bytes
                ? new ClientBytesStored(bytes.offset(), bytes.end(), bytes.fin())
                : event;
    }

    private record LogTwice(List<ConnectionEvent> once, List<ConnectionEvent> again) {}

    private static List<ConnectionEvent> inNewSystem(JournalStore store, LogTwice work) {
        ActorSystemSetup setup = ActorSystemSetup.create(BootstrapSetup.create(CONFIG), JournalStores.setup(store));
        ActorTestKit kit = ActorTestKit.create(ActorSystem.create(
                akka.actor.typed.javadsl.Behaviors.<SpawnProtocol.Command>setup(_ -> SpawnProtocol.create()),
                "connections",
                setup));
        try {
            ActorRef<Log> connection = kit.spawn(Recorder.create("web_192.0.2.7:1 > 192.0.2.10:80_1"));
            TestProbe<List<ConnectionEvent>> probe = kit.createTestProbe();
            connection.tell(new Log(work.once(), probe.getRef()));
            connection.tell(new Log(work.again(), probe.getRef()));
            probe.receiveMessage();
            return probe.receiveMessage();
        } finally {
            kit.shutdownTestKit();
        }
    }

    @ParameterizedTest
    @MethodSource("connectionEvents")
    void survivesSerializationInTheTestKit(ConnectionEvent event) {
        ActorTestKit kit =
                ActorTestKit.create(EventSourcedBehaviorTestKit.config().withFallback(CONFIG));
        try {
            EventSourcedBehaviorTestKit<Log, ConnectionEvent, List<ConnectionEvent>> connection =
                    EventSourcedBehaviorTestKit.create(
                            kit.system(),
                            Recorder.create("one"),
                            EventSourcedBehaviorTestKit.disabledSerializationSettings()
                                    .withVerifyEvents(true));
            EventSourcedBehaviorTestKit.CommandResultWithReply<
                            Log, ConnectionEvent, List<ConnectionEvent>, List<ConnectionEvent>>
                    result = connection.runCommand(replyTo -> new Log(List.of(event), replyTo));
            assertThat(result.events()).containsExactly(event);
        } finally {
            kit.shutdownTestKit();
        }
    }
}
