package dev.holdfast.actors.connection;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.holdfast.interceptors.path.ConnectionJournal;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.MemoryStore;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What all connections together may have on their way into a journal. */
class JournalGatewayTest {

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final long STORE_BYTES = 1 << 20;
    private static final Payload PIECE = Payload.of(new byte[8 << 10]);

    private final JournalStore store = MemoryStore.open(STORE_BYTES);
    private final List<Runnable> onLoop = new ArrayList<>();
    private final Map<String, ConnectionEntity.Append> sent = new HashMap<>();
    private final TestProbe<ConnectionEntity.Reply> replies = KIT.createTestProbe(ConnectionEntity.Reply.class);
    private final JournalGateway gateway = new JournalGateway(
            store,
            (name, command) -> sent.put(name, (ConnectionEntity.Append) command),
            onLoop::add,
            Runnable::run,
            new JournalGateway.Limits(4 << 20, 1.0, 0, 0),
            nanos -> {});

    @AfterEach
    void closeStore() {
        store.close();
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** One connection of its own stream, as the packet path sees its journal. */
    private final class Stream implements ConnectionJournal.Confirmations {

        private final ConnectionId id;
        private final ConnectionJournal journal;
        private long end = 1;
        private boolean blocked;

        Stream(int port) {
            id = new ConnectionId(
                    "web",
                    new FourTuple(
                            new Endpoint(IpAddress.parse("192.0.2.7"), port),
                            new Endpoint(IpAddress.parse("192.0.2.1"), 80)),
                    SeqNum.of(port));
            journal = gateway.open(id, this);
        }

        boolean send() {
            boolean taken = journal.bytes(end, PIECE, false);
            end += taken ? PIECE.length() : 0;
            return taken;
        }

        @Override
        public void bytesStable(long from, long to) {}

        @Override
        public void eventStable(ConnectionEvent event) {}

        @Override
        public void bytesRead(long offset, Payload bytes) {}

        @Override
        public void unreadable(String why) {}

        @Override
        public void refused(String why) {}

        @Override
        public void blocked(boolean nowBlocked) {
            blocked = nowBlocked;
        }
    }

    private List<Stream> streamsThatFillTheJournal() {
        gateway.answersGoTo(replies.ref());
        List<Stream> streams =
                IntStream.range(40_001, 40_004).mapToObj(Stream::new).toList();
        while (streams.stream().filter(Stream::send).count() > 0) {
            gateway.flush();
        }
        onLoop.forEach(Runnable::run);
        onLoop.clear();
        return streams;
    }

    @Test
    void allThatIsTakenFitsTheJournal() {
        List<Stream> streams = streamsThatFillTheJournal();

        assertThat(streams).allMatch(stream -> stream.blocked);
        assertThat(streams.stream().mapToLong(stream -> stream.end).sum()).isGreaterThan(STORE_BYTES / 4);
        for (Stream stream : streams) {
            Entry all = new Entry(
                    stream.id.name(), 1, Entry.Kind.ORDINARY, 1, "m", "w", 0, Payload.of(new byte[(int) stream.end]));
            assertThat(store.append(List.of(all))).isCompleted();
        }
    }

    @Test
    void whatIsNoLongerOnItsWayMakesRoom() {
        List<Stream> streams = streamsThatFillTheJournal();
        assertThat(streams.getFirst().send()).isFalse();

        streams.forEach(this::confirmAllOf);
        gateway.retry(0);

        assertThat(streams).as("nothing of it is in the store").noneMatch(stream -> stream.blocked);
        assertThat(streams.getFirst().send()).isTrue();
    }

    @Test
    void whatIsSaidOfRoomIsWhatIsSoThen() {
        gateway.answersGoTo(replies.ref());
        List<Stream> streams =
                IntStream.range(40_001, 40_004).mapToObj(Stream::new).toList();
        while (streams.stream().filter(Stream::send).count() > 0) {
            gateway.flush();
        }

        streams.forEach(this::confirmAllOf);
        gateway.retry(0); // there is room again before the loop came to say that there was none
        onLoop.forEach(Runnable::run);

        assertThat(streams).noneMatch(stream -> stream.blocked);
    }

    /** Two batches: one was under way while the other was gathered. */
    private void confirmAllOf(Stream stream) {
        TestProbe<ConnectionEntity.Command> entity = KIT.createTestProbe(ConnectionEntity.Command.class);
        String name = stream.id.name();
        ConnectionEntity.Append first = Objects.requireNonNull(sent.get(name));
        gateway.onReply(new ConnectionEntity.Stable(name, first.batch(), entity.ref()));
        ConnectionEntity.Append next = entity.expectMessageClass(ConnectionEntity.Append.class);
        gateway.onReply(new ConnectionEntity.Stable(name, next.batch(), entity.ref()));
    }
}
