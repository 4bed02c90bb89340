package dev.holdfast.protocol.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.connection.ConnectionCommand.JournalEvents;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ConnectionTest {

    private static final Connection NEW = new Connection.New();
    private static final SynProfile SYN = new SynProfile(1460, 7, true, true, 64240, 2, 0);
    private static final ConnectionOpened OPENED = new ConnectionOpened(
            new ConnectionId(
                    "web",
                    new FourTuple(
                            new Endpoint(IpAddress.parse("192.0.2.1"), 40000),
                            new Endpoint(IpAddress.parse("192.0.2.2"), 80)),
                    new SeqNum(7)),
            new SeqNum(9),
            SYN,
            SYN,
            3,
            0,
            0);
    private static final ConnectionClosed CLOSED = new ConnectionClosed(ClosedBy.BOTH, "closed");

    @Test
    void aBatchIsAcceptedWholeOrNotAtAll() {
        List<ConnectionEvent> batch = List.of(OPENED, bytes(1, 10), bytes(5, 10));

        Decision decision = Connection.decide(NEW, new JournalEvents(batch));

        assertThat(decision).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void bytesMayComeOutOfOrderButNotTwice() {
        Connection open = after(OPENED, bytes(100, 50), bytes(1, 50));

        assertThat(Connection.decide(open, new JournalEvents(List.of(bytes(51, 49)))))
                .isInstanceOf(Decision.Accepted.class);
        assertThat(Connection.decide(open, new JournalEvents(List.of(bytes(149, 2)))))
                .isInstanceOf(Decision.Refused.class);
        assertThat(((Connection.Open) after(OPENED, bytes(100, 50), bytes(1, 50), bytes(51, 49)))
                        .logged()
                        .contiguousEnd())
                .isEqualTo(150);
    }

    @Test
    void nothingIsJournaledBeforeTheOpeningOrAfterTheEnd() {
        assertThat(Connection.decide(NEW, new JournalEvents(List.of(bytes(1, 1)))))
                .isInstanceOf(Decision.Refused.class);
        assertThat(Connection.decide(after(OPENED, CLOSED), new JournalEvents(List.of(new ClientAckAdvanced(3)))))
                .isInstanceOf(Decision.Refused.class);
    }

    @Test
    void whatComesAgainIsKnownAndAddsNothing() {
        List<ConnectionEvent> first = List.of(OPENED, bytes(1, 50));
        List<ConnectionEvent> last = List.of(bytes(51, 9), new ClientAckAdvanced(3), CLOSED);
        Connection open = after(OPENED, bytes(1, 50));
        Connection closed = after(OPENED, bytes(1, 50), bytes(51, 9), new ClientAckAdvanced(3), CLOSED);

        assertThat(Connection.decide(open, new JournalEvents(first))).isEqualTo(new Decision.Accepted(List.of()));
        assertThat(Connection.decide(open, new JournalEvents(last))).isEqualTo(new Decision.Accepted(last));
        assertThat(Connection.decide(closed, new JournalEvents(last))).isEqualTo(new Decision.Accepted(List.of()));
    }

    @Test
    void aConnectionThatNeverOpenedMayBeClosed() {
        assertThat(Connection.decide(NEW, new JournalEvents(List.of(CLOSED)))).isInstanceOf(Decision.Accepted.class);
        assertThat(after(CLOSED)).isEqualTo(new Connection.Closed(CLOSED));
    }

    @Test
    void acknowledgmentsNeverGoBackAndANewServerHasNotClosed() {
        Connection.Open open = (Connection.Open) after(
                OPENED,
                new ClientAckAdvanced(70),
                new ClientAckAdvanced(30),
                new ServerClosed(CloseCause.CLOSE),
                new ServerReplaced(4, new SeqNum(1)));

        assertThat(open.clientAcked()).isEqualTo(70);
        assertThat(open.serverClosed()).isFalse();
        assertThat(open.incarnation()).isEqualTo(4);
    }

    /** I10: total and deterministic, and what was accepted as a batch is what its events come to one by one. */
    @Test
    void everyEventInEveryStateEvolvesAndEveryReplayAgrees() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 2_000; round++) {
            List<ConnectionEvent> journaled = new ArrayList<>();
            Connection live = NEW;
            for (int step = 0; step < 20; step++) {
                List<ConnectionEvent> batch = List.of(any(random), any(random));
                batch.forEach(event -> Connection.evolve(NEW, event));
                if (Connection.decide(live, new JournalEvents(batch)) instanceof Decision.Accepted accepted) {
                    for (ConnectionEvent event : accepted.events()) {
                        live = Connection.evolve(live, event);
                        journaled.add(event);
                    }
                }
            }
            assertThat(after(journaled.toArray(ConnectionEvent[]::new))).isEqualTo(live);
        }
    }

    private static ConnectionEvent any(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> OPENED;
            case 2, 3 -> bytes(random.nextInt(1, 100), random.nextInt(1, 10));
            case 4 -> new ClientAckAdvanced(random.nextInt(100));
            case 5 -> new ServerClosed(CloseCause.EXIT);
            case 6 -> new ServerReplaced(random.nextInt(5), new SeqNum(random.nextInt()));
            default -> random.nextInt(5) == 0 ? CLOSED : OPENED;
        };
    }

    private static ClientBytesLogged bytes(long offset, int count) {
        return new ClientBytesLogged(offset, Payload.of(new byte[count]), false);
    }

    private static Connection after(ConnectionEvent... events) {
        Connection state = NEW;
        for (ConnectionEvent event : events) {
            state = Connection.evolve(state, event);
        }
        return state;
    }
}
