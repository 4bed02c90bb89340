package dev.holdfast.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import dev.holdfast.actors.connection.ConnectionEntity;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.testkit.actors.ConnectionActors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ConnectionActors.class)
class ConnectionEntityTest {

    private static final SynProfile SYN = new SynProfile(1460, 7, true, true, 64_240, 2, 0);
    private static final ConnectionId ID = new ConnectionId(
            "web",
            new FourTuple(
                    new Endpoint(IpAddress.parse("10.77.0.1"), 40_000),
                    new Endpoint(IpAddress.parse("10.77.0.10"), 80)),
            SeqNum.of(0xffff_fff0L));
    private static final ConnectionOpened OPENED = new ConnectionOpened(ID, SeqNum.of(17), SYN, SYN, 0, 1, 0);

    /** Commands and answers never leave the node. */
    private static final EventSourcedBehaviorTestKit.SerializationSettings EVENTS_ARE_SERIALIZED =
            EventSourcedBehaviorTestKit.enabledSerializationSettings()
                    .withVerifyCommands(false)
                    .withVerifyState(false);

    private final EventSourcedBehaviorTestKit<ConnectionEntity.Command, ConnectionEvent, Connection> entity;
    private final TestProbe<ConnectionEntity.Reply> replies;
    private long batch;

    ConnectionEntityTest(ActorTestKit kit) {
        entity = EventSourcedBehaviorTestKit.create(
                kit.system(), ConnectionEntity.create(ID.name()), EVENTS_ARE_SERIALIZED);
        replies = kit.createTestProbe(ConnectionEntity.Reply.class);
    }

    @BeforeEach
    void clear() {
        entity.clear();
    }

    private ConnectionEntity.Reply append(ConnectionEvent... events) {
        ActorRef<ConnectionEntity.Reply> replyTo = replies.ref();
        entity.runCommand(new ConnectionEntity.Append(++batch, List.of(events), replyTo));
        return replies.receiveMessage();
    }

    private static ClientBytesLogged bytes(long offset, String text) {
        return new ClientBytesLogged(offset, Payload.of(text.getBytes(StandardCharsets.US_ASCII)), false);
    }

    @Test
    void confirmsABatchOnlyWhenItIsJournaled() {
        assertThat(append(OPENED, bytes(1, "hello"))).isInstanceOfSatisfying(ConnectionEntity.Stable.class, stable -> {
            assertThat(stable.connection()).isEqualTo(ID.name());
            assertThat(stable.batch()).isEqualTo(batch);
        });
        assertThat(entity.getState())
                .isInstanceOfSatisfying(
                        Connection.Open.class,
                        open -> assertThat(open.logged().contiguousEnd()).isEqualTo(6));
    }

    @Test
    void remembersBytesBeyondAGapUntilItIsFilled() {
        append(OPENED, bytes(6, "world"));
        assertThat(entity.getState())
                .isInstanceOfSatisfying(
                        Connection.Open.class,
                        open -> assertThat(open.logged().islands()).hasSize(1));

        append(bytes(1, "hello"));

        assertThat(entity.getState()).isInstanceOfSatisfying(Connection.Open.class, open -> {
            assertThat(open.logged().contiguousEnd()).isEqualTo(11);
            assertThat(open.logged().islands()).isEmpty();
        });
    }

    @Nested
    class Refuses {

        @Test
        void bytesOfAConnectionThatWasNeverOpened() {
            assertThat(append(bytes(1, "x"))).isInstanceOf(ConnectionEntity.Refused.class);
        }

        @Test
        void bytesThatAreLoggedInPartAndTheWholeBatchWithThem() {
            append(OPENED, bytes(1, "hello"));

            assertThat(append(bytes(7, "w"), bytes(5, "o "))).isInstanceOf(ConnectionEntity.Refused.class);

            assertThat(entity.getState())
                    .isInstanceOfSatisfying(
                            Connection.Open.class,
                            open -> assertThat(open.logged().contiguousEnd()).isEqualTo(6));
        }
    }

    @Test
    void confirmsABatchThatComesAgainWithoutJournalingItTwice() {
        append(OPENED, bytes(1, "hello"));

        EventSourcedBehaviorTestKit.CommandResult<ConnectionEntity.Command, ConnectionEvent, Connection> again =
                entity.runCommand(new ConnectionEntity.Append(7, List.of(OPENED, bytes(1, "hello")), replies.ref()));

        assertThat(again.hasNoEvents()).isTrue();
        assertThat(replies.receiveMessage()).isInstanceOf(ConnectionEntity.Stable.class);
    }

    @Test
    void isWhatItWasAfterARestart() {
        append(OPENED, bytes(1, "hello"), new ServerReplaced(3, SeqNum.of(99)));
        Connection before = entity.getState();

        assertThat(entity.restart().state()).isEqualTo(before);
        assertThat(before)
                .isInstanceOfSatisfying(
                        Connection.Open.class,
                        open -> assertThat(open.incarnation()).isEqualTo(3));
    }
}
