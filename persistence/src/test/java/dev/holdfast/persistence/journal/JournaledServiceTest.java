package dev.holdfast.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.serialization.EventSerializer;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerStarted;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JournaledServiceTest {

    private static final SynProfile SYN = new SynProfile(1460, 7, true, true, 64_240, 2, 99);

    private final EventSerializer serializer = new EventSerializer();
    private final JournalStore store = MemoryStore.open(16 << 20);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void findsOpenConnectionsWithoutTheirBytesAndEndedOnesByName() {
        String open = log(40_001, opened(40_001), bytes(1, 500), new ClientAckAdvanced(77), bytes(501, 20));
        String ended = log(40_002, opened(40_002), new ConnectionClosed(ClosedBy.BOTH, "closed"));

        JournaledService found = JournaledService.read(store, "web");

        assertThat(found.ended()).containsExactly(ended);
        assertThat(found.damaged()).isEmpty();
        assertThat(found.open()).singleElement().satisfies(state -> {
            assertThat(state.opened().id().name()).isEqualTo(open);
            assertThat(state.logged().contiguousEnd()).isEqualTo(521);
            assertThat(state.clientAcked()).isEqualTo(77);
            assertThat(state.finOffset()).isEqualTo(Connection.Open.NO_FIN);
        });
    }

    @Test
    void goesOnFromTheLatestLifeOfTheServer() {
        write("history_web", 1, new ServerStarted(4, 4711, 0));
        log(40_001, opened(40_001), new ServerReplaced(6, SeqNum.of(5)));

        assertThat(JournaledService.read(store, "web").lastIncarnation()).isEqualTo(6);
        assertThat(JournaledService.read(store, "mail").lastIncarnation()).isEqualTo(-1);
    }

    @Test
    void aDamagedConnectionCostsItselfOnly() {
        log(40_001, opened(40_001));
        String damaged = id(40_002).name();
        append(new Entry(
                damaged,
                1,
                Entry.Kind.ORDINARY,
                serializer.identifier(),
                "connection-opened",
                "writer",
                0,
                Payload.of(new byte[] {2, 1, 0})));

        JournaledService found = JournaledService.read(store, "web");

        assertThat(found.open()).hasSize(1);
        assertThat(found.damaged()).singleElement().asString().contains(damaged);
    }

    private static ConnectionId id(int port) {
        return new ConnectionId(
                "web",
                new FourTuple(
                        new Endpoint(IpAddress.parse("192.0.2.7"), port),
                        new Endpoint(IpAddress.parse("192.0.2.10"), 80)),
                SeqNum.of(port));
    }

    private static ConnectionOpened opened(int port) {
        return new ConnectionOpened(id(port), SeqNum.of(17), SYN, SYN, 0, 1, 0);
    }

    private static ClientBytesLogged bytes(long offset, int length) {
        return new ClientBytesLogged(offset, Payload.of(new byte[length]), false);
    }

    private String log(int port, Object... events) {
        String name = id(port).name();
        for (int i = 0; i < events.length; i++) {
            write(name, i + 1, events[i]);
        }
        return name;
    }

    private void write(String name, long sequenceNr, Object event) {
        append(new Entry(
                name,
                sequenceNr,
                Entry.Kind.ORDINARY,
                serializer.identifier(),
                serializer.manifest(event),
                "writer",
                0,
                Payload.of(serializer.toBinary(event))));
    }

    private void append(Entry entry) {
        assertThat(Entries.append(store, List.of(entry))).isNull();
    }
}
