package dev.holdfast.actors.connection;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import dev.holdfast.persistence.akka.HoldfastJournal;
import dev.holdfast.persistence.akka.JournalStores;
import dev.holdfast.persistence.journal.ClientByteReader;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Connection actors on the product's own journal plugin, with the store in memory. */
class ConnectionOnJournalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final SynProfile SYN = new SynProfile(1440, 7, true, true, 64_800, 2, 0);
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("""
                    akka.persistence.journal.plugin = "holdfast.journal"
                    akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
                    """).withFallback(ConfigFactory.load()));
    private static final JournalStore STORE = memoryStore();

    private final TestProbe<ConnectionEntity.Reply> replies = KIT.createTestProbe(ConnectionEntity.Reply.class);

    @BeforeAll
    static void giveTheStore() {
        JournalStores.get(KIT.system()).install(HoldfastJournal.PLUGIN_ID, STORE);
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
        STORE.close();
    }

    private static JournalStore memoryStore() {
        SettingsResult result = Settings.parse("test", """
                holdfast.journal { store = memory, memory-bytes-max = 64 MiB }
                holdfast.vips = [{ address = "192.0.2.1", interface = "eth0",
                  services = [{ name = "web", port = 80, command = ["/bin/true"] }] }]
                """);
        assertThat(result).isInstanceOf(SettingsResult.Loaded.class);
        return JournalStore.open(((SettingsResult.Loaded) result).settings().journal());
    }

    private static ConnectionId connection(int port) {
        return new ConnectionId(
                "web",
                new FourTuple(
                        new Endpoint(IpAddress.parse("fd77::1"), port), new Endpoint(IpAddress.parse("fd77::10"), 80)),
                SeqNum.of(port));
    }

    private static ConnectionOpened opened(ConnectionId id) {
        return new ConnectionOpened(id, SeqNum.of(17), SYN, SYN, 0, 1, 0);
    }

    private static ClientBytesLogged bytes(long offset, String text) {
        return new ClientBytesLogged(offset, Payload.of(text.getBytes(StandardCharsets.US_ASCII)), false);
    }

    private ConnectionEntity.Reply append(
            ActorRef<ConnectionEntity.Command> entity, long batch, ConnectionEvent... events) {
        entity.tell(new ConnectionEntity.Append(batch, List.of(events), replies.ref()));
        return replies.receiveMessage(PATIENCE);
    }

    @Test
    void theBytesOfAConnectionCanBeReadBackForAReplay() {
        ConnectionId id = connection(40_001);
        ActorRef<ConnectionEntity.Command> entity = KIT.spawn(ConnectionEntity.create(id.name()));

        append(entity, 1, opened(id), bytes(7, "world"));
        append(entity, 2, bytes(1, "hello "));

        ClientByteReader reader = new ClientByteReader(STORE, id.name(), 1);
        StringBuilder text = new StringBuilder();
        for (Payload next = reader.next(4); !next.isEmpty(); next = reader.next(4)) {
            text.append(new String(next.toArray(), StandardCharsets.US_ASCII));
        }
        assertThat(text).hasToString("hello world");
    }

    @Test
    void aSuccessorKnowsWhatItsPredecessorJournaled() {
        ConnectionId id = connection(40_002);
        ActorRef<ConnectionEntity.Command> first = KIT.spawn(ConnectionEntity.create(id.name()));
        append(first, 1, opened(id), bytes(1, "hello"));
        KIT.stop(first, PATIENCE);

        ActorRef<ConnectionEntity.Command> second = KIT.spawn(ConnectionEntity.create(id.name()));

        assertThat(append(second, 1, bytes(3, "llo world"))).isInstanceOf(ConnectionEntity.Refused.class);
        assertThat(append(second, 2, bytes(6, "!"))).isInstanceOf(ConnectionEntity.Stable.class);
    }

    @Test
    void aClosedConnectionSaysSoAndStops() {
        ConnectionId id = connection(40_003);
        ActorRef<ConnectionEntity.Command> entity = KIT.spawn(ConnectionEntity.create(id.name()));
        append(entity, 1, opened(id));

        assertThat(append(entity, 2, new ConnectionClosed(ClosedBy.BOTH, "closed")))
                .isInstanceOf(ConnectionEntity.Stable.class);

        replies.expectTerminated(entity, PATIENCE);
    }
}
