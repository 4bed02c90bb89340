package dev.holdfast.persistence.akka;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.persistence.AtomicWrite;
import akka.persistence.DeleteMessagesSuccess;
import akka.persistence.JournalProtocol.DeleteMessagesTo;
import akka.persistence.JournalProtocol.RecoverySuccess;
import akka.persistence.JournalProtocol.ReplayMessages;
import akka.persistence.JournalProtocol.ReplayedMessage;
import akka.persistence.JournalProtocol.WriteMessageRejected;
import akka.persistence.JournalProtocol.WriteMessageSuccess;
import akka.persistence.JournalProtocol.WriteMessages;
import akka.persistence.Persistence;
import akka.persistence.PersistentRepr;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.persistence.journal.JournalFullException;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.serialization.EventSamples;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesStored;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** What Akka Persistence expects of a journal plugin, in its own messages. */
abstract class JournalPluginContract {

    private static final String ID = "web_[2001:db8::7]:40000 > [2001:db8::10]:80_1a2b";
    private static final String WRITER = "5b6bb9ea-5b2b-4a8a-8e09-0f2a8fd5f2a1";
    private static final int INSTANCE = 7;
    private static final long ALL = Long.MAX_VALUE;

    private JournalStore store;
    private ActorSystem system;
    private ActorRef journal;
    private TestKit receiver;

    abstract JournalStore openStore();

    @BeforeEach
    void writeFiveEvents() {
        store = openStore();
        system = ActorSystem.create(
                "journal",
                ActorSystemSetup.create(
                        BootstrapSetup.create(ConfigFactory.load("persistence-test.conf")),
                        JournalStores.setup(store)));
        journal = Persistence.get(system).journalFor(HoldfastJournal.PLUGIN_ID, ConfigFactory.empty());
        receiver = new TestKit(system);
        write(List.of(
                write(event(1, "a-1")),
                write(event(2, "a-2")),
                write(event(3, "a-3")),
                write(event(4, "a-4"), event(5, "a-5"))));
        expectWritten(1, 5);
    }

    @AfterEach
    void shutDown() {
        TestKit.shutdownActorSystem(system);
        store.close();
    }

    @Test
    void replaysAllEvents() {
        replay(1, ALL, ALL);
        expectReplayed(1, 5);
    }

    @Test
    void replaysFromALowerBound() {
        replay(3, ALL, ALL);
        expectReplayed(3, 5);
    }

    @Test
    void replaysUpToAnUpperBound() {
        replay(1, 3, ALL);
        expectReplayed(1, 3);
    }

    @Test
    void replaysNoMoreThanALimit() {
        replay(1, ALL, 3);
        expectReplayed(1, 3);
    }

    @Test
    void replaysBetweenBounds() {
        replay(2, 3, ALL);
        expectReplayed(2, 3);
    }

    @Test
    void replaysBetweenBoundsNoMoreThanALimit() {
        replay(2, 5, 2);
        expectReplayed(2, 3);
    }

    @Test
    void replaysOneEventIfTheBoundsAreEqual() {
        replay(2, 2, ALL);
        expectReplayed(2, 2);
    }

    @Test
    void replaysOneEventIfTheLimitIsOne() {
        replay(2, 4, 1);
        expectReplayed(2, 2);
    }

    @Test
    void replaysNothingIfTheLimitIsZero() {
        replay(2, 4, 0);
        expectReplayed(1, 0);
    }

    @Test
    void replaysNothingIfTheLowerBoundIsAboveTheUpper() {
        replay(3, 2, ALL);
        expectReplayed(1, 0);
    }

    @Test
    void replaysNothingOfAnEntityThatNeverWrote() {
        journal.tell(new ReplayMessages(0, ALL, ALL, "nobody", receiver.getRef()), ActorRef.noSender());
        assertThat(receiver.expectMsgClass(RecoverySuccess.class).highestSequenceNr())
                .isZero();
    }

    @Test
    void doesNotReplayDeletedEvents() {
        delete(3);
        replay(1, ALL, ALL);
        expectReplayed(4, 5);
    }

    @Test
    void keepsTheHighestNumberAfterDeletionOfSome() {
        delete(3);
        replay(0, ALL, ALL);
        expectReplayed(4, 5);
    }

    @Test
    void keepsTheHighestNumberAfterDeletionOfAll() {
        delete(ALL);
        replay(0, ALL, ALL);
        expectReplayed(1, 0);
    }

    @Test
    void rejectsAnEventThatCannotBeSerializedAndWritesItsNeighbours() {
        Object unserializable = new Object();

        write(List.of(write(event(6, "a-6")), write(event(7, unserializable)), write(event(8, "a-8"))));

        receiver.expectMsgClass(akka.persistence.JournalProtocol.WriteMessagesSuccessful$.class);
        assertThat(receiver.expectMsgClass(WriteMessageSuccess.class)
                        .persistent()
                        .sequenceNr())
                .isEqualTo(6);
        assertThat(receiver.expectMsgClass(WriteMessageRejected.class).message().sequenceNr())
                .isEqualTo(7);
        assertThat(receiver.expectMsgClass(WriteMessageSuccess.class)
                        .persistent()
                        .sequenceNr())
                .isEqualTo(8);
        replay(6, ALL, ALL);
        assertThat(replayed()).extracting(PersistentRepr::sequenceNr).containsExactly(6L, 8L);
    }

    @Test
    void writesAllOrNothingOfSeveralEventsPersistedTogether() {
        write(List.of(write(event(6, "a-6"), event(7, new Object()))));

        receiver.expectMsgClass(akka.persistence.JournalProtocol.WriteMessagesSuccessful$.class);
        receiver.expectMsgClass(WriteMessageRejected.class);
        receiver.expectMsgClass(WriteMessageRejected.class);
        replay(1, ALL, ALL);
        expectReplayed(1, 5);
    }

    @Test
    void keepsWriterTimestampAndOurOwnEventsButLeavesClientBytesWhereTheyAre() {
        long before = System.currentTimeMillis();
        long sequenceNr = 6;
        List<Object> events = List.copyOf(EventSamples.all().values());
        for (Object event : events) {
            write(List.of(write(event(sequenceNr++, event))));
            receiver.expectMsgClass(akka.persistence.JournalProtocol.WriteMessagesSuccessful$.class);
            receiver.expectMsgClass(WriteMessageSuccess.class);
        }

        replay(6, ALL, ALL);

        assertThat(replayed())
                .allSatisfy(event -> {
                    assertThat(event.writerUuid()).isEqualTo(WRITER);
                    assertThat(event.timestamp()).isBetween(before, System.currentTimeMillis());
                })
                .extracting(PersistentRepr::payload)
                .isEqualTo(
                        events.stream().map(JournalPluginContract::withoutBytes).toList());
    }

    private static Object withoutBytes(Object event) {
        return event instanceof ClientBytesLogged logged
                ? new ClientBytesStored(logged.offset(), logged.end(), logged.fin())
                : event;
    }

    @Test
    void rejectsWhatAFullJournalCannotTakeAndGoesOn() {
        long sequenceNr = 6;
        while (store.hasRoom(ID, 1, 1 << 20)) {
            write(List.of(write(event(sequenceNr, "x".repeat(1 << 20)))));
            expectWritten(sequenceNr, sequenceNr);
            sequenceNr++;
        }
        for (int i = 0; i < 20; i++) {
            write(List.of(write(event(sequenceNr, "x".repeat(1 << 20)))));
            receiver.expectMsgClass(akka.persistence.JournalProtocol.WriteMessagesSuccessful$.class);
            assertThat(receiver.expectMsgClass(WriteMessageRejected.class).cause())
                    .isInstanceOf(JournalFullException.class);
        }

        write(List.of(write(event(sequenceNr, EventSamples.opened("192.0.2.7", "192.0.2.10")))));

        expectWritten(sequenceNr, sequenceNr);
    }

    private static PersistentRepr event(long sequenceNr, Object payload) {
        return PersistentRepr.apply(payload, sequenceNr, ID, "", false, ActorRef.noSender(), WRITER);
    }

    private static AtomicWrite write(PersistentRepr... events) {
        return AtomicWrite.apply(CollectionConverters.asScala(List.of(events)).toList());
    }

    private void write(List<AtomicWrite> writes) {
        journal.tell(
                new WriteMessages(
                        CollectionConverters.asScala(List.<akka.persistence.PersistentEnvelope>copyOf(writes))
                                .toList(),
                        receiver.getRef(),
                        INSTANCE),
                ActorRef.noSender());
    }

    private void expectWritten(long from, long to) {
        receiver.expectMsgClass(akka.persistence.JournalProtocol.WriteMessagesSuccessful$.class);
        LongStream.rangeClosed(from, to)
                .forEach(sequenceNr -> assertThat(receiver.expectMsgClass(WriteMessageSuccess.class)
                                .persistent()
                                .sequenceNr())
                        .isEqualTo(sequenceNr));
    }

    private void delete(long to) {
        journal.tell(new DeleteMessagesTo(ID, to, receiver.getRef()), ActorRef.noSender());
        receiver.expectMsgEquals(new DeleteMessagesSuccess(to));
    }

    private void replay(long from, long to, long max) {
        journal.tell(new ReplayMessages(from, to, max, ID, receiver.getRef()), ActorRef.noSender());
    }

    private List<PersistentRepr> replayed() {
        List<PersistentRepr> events = new ArrayList<>();
        Object next = receiver.receiveOne(java.time.Duration.ofSeconds(5));
        while (next instanceof ReplayedMessage message) {
            events.add(message.persistent());
            next = receiver.receiveOne(java.time.Duration.ofSeconds(5));
        }
        assertThat(next).isInstanceOf(RecoverySuccess.class);
        return events;
    }

    private void expectReplayed(long from, long to) {
        List<PersistentRepr> events = new ArrayList<>();
        Object next = receiver.receiveOne(java.time.Duration.ofSeconds(5));
        while (next instanceof ReplayedMessage message) {
            events.add(message.persistent());
            next = receiver.receiveOne(java.time.Duration.ofSeconds(5));
        }
        assertThat(next).isEqualTo(new RecoverySuccess(5));
        assertThat(events)
                .extracting(PersistentRepr::payload)
                .isEqualTo(LongStream.rangeClosed(from, to)
                        .mapToObj(sequenceNr -> (Object) ("a-" + sequenceNr))
                        .toList());
        assertThat(events).extracting(PersistentRepr::writerUuid).allMatch(WRITER::equals);
    }
}
