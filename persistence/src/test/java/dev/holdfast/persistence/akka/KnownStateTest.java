package dev.holdfast.persistence.akka;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.SpawnProtocol;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.MemoryStore;
import dev.holdfast.persistence.journal.PresentStates;
import dev.holdfast.persistence.serialization.EventSamples;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** An entity whose state the store knows goes on from there. */
class KnownStateTest {

    private static final String NAME = "web_192.0.2.7:1 > 192.0.2.10:80_1";

    @Test
    void anEntityThatIsTakenUpIsNotToldItsEventsAgain() {
        PresentStates.Present known = new PresentStates.Present(
                Connection.evolve(new Connection.New(), EventSamples.opened("192.0.2.7", "192.0.2.10")), 12);
        try (Knowing store = new Knowing(known)) {
            store.inMemory.append(List.of(entry(12))).toCompletableFuture().join();

            Connection state = afterOneMore(store, new ClientAckAdvanced(99));

            assertThat(state).isInstanceOfSatisfying(Connection.Open.class, open -> {
                assertThat(open.opened().id().service()).isEqualTo("web");
                assertThat(open.clientAcked()).isEqualTo(99);
            });
            assertThat(store.read).isEmpty();
            assertThat(store.highestSequenceNr(NAME)).isEqualTo(13);
        }
    }

    private static Entry entry(long sequenceNr) {
        return new Entry(NAME, sequenceNr, Entry.Kind.ORDINARY, 1, "not to be read", "w", 0, Payload.EMPTY);
    }

    private static Connection afterOneMore(JournalStore store, ConnectionEvent event) {
        ActorSystemSetup setup = ActorSystemSetup.create(
                BootstrapSetup.create(ConfigFactory.load("persistence-test.conf")), JournalStores.setup(store));
        ActorTestKit kit = ActorTestKit.create(ActorSystem.create(
                akka.actor.typed.javadsl.Behaviors.<SpawnProtocol.Command>setup(_ -> SpawnProtocol.create()),
                "connections",
                setup));
        try {
            TestProbe<Connection> probe = kit.createTestProbe();
            kit.spawn(new TakenUp(probe.ref())).tell(event);
            return probe.receiveMessage();
        } finally {
            kit.shutdownTestKit();
        }
    }

    /** Journals what it is told, and shows its state. */
    private static final class TakenUp extends EventSourcedBehavior<ConnectionEvent, ConnectionEvent, Connection> {
        private final ActorRef<Connection> audience;

        TakenUp(ActorRef<Connection> audience) {
            super(PersistenceId.ofUniqueId(NAME));
            this.audience = audience;
        }

        @Override
        public String snapshotPluginId() {
            return HoldfastSnapshots.PLUGIN_ID;
        }

        @Override
        public Connection emptyState() {
            return new Connection.New();
        }

        @Override
        public CommandHandler<ConnectionEvent, ConnectionEvent, Connection> commandHandler() {
            return (_, event) -> Effect().persist(event).thenRun(audience::tell);
        }

        @Override
        public EventHandler<Connection, ConnectionEvent> eventHandler() {
            return Connection::evolve;
        }
    }

    /** A store in memory that knows one state, as a replica does. */
    private static final class Knowing implements JournalStore {
        private final MemoryStore inMemory = MemoryStore.open(1 << 20);
        private final PresentStates.Present known;
        private final List<Long> read = new ArrayList<>();

        Knowing(PresentStates.Present known) {
            this.known = known;
        }

        @Override
        public CompletionStage<Optional<PresentStates.Present>> present(String persistenceId) {
            return CompletableFuture.completedFuture(Optional.of(known));
        }

        @Override
        public void read(String id, long from, long to, long max, Predicate<Entry> visitor) {
            inMemory.read(id, from, to, max, entry -> {
                read.add(entry.sequenceNr());
                return visitor.test(entry);
            });
        }

        @Override
        public CompletionStage<Void> append(List<Entry> batch) {
            return inMemory.append(batch);
        }

        @Override
        public CompletionStage<Void> delete(String persistenceId, long toSequenceNr) {
            return inMemory.delete(persistenceId, toSequenceNr);
        }

        @Override
        public CompletionStage<Void> forget(String persistenceId) {
            return inMemory.forget(persistenceId);
        }

        @Override
        public boolean hasRoom(String persistenceId, int count, long payloadBytes) {
            return inMemory.hasRoom(persistenceId, count, payloadBytes);
        }

        @Override
        public void onRoom(Runnable listener) {
            inMemory.onRoom(listener);
        }

        @Override
        public JournalStats stats() {
            return inMemory.stats();
        }

        @Override
        public boolean blocksOnRead() {
            return false;
        }

        @Override
        public long highestSequenceNr(String persistenceId) {
            return inMemory.highestSequenceNr(persistenceId);
        }

        @Override
        public List<String> persistenceIds() {
            return inMemory.persistenceIds();
        }

        @Override
        public void close() {
            inMemory.close();
        }
    }
}
