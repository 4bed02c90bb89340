package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.northside.Outcome;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One event for each golden file, by the file's name without its ending. */
public final class EventSamples {

    private EventSamples() {}

    public static Map<String, Object> all() {
        Map<String, Object> samples = new TreeMap<>();
        samples.put("connection-opened.v2", opened("192.0.2.7", "192.0.2.10"));
        samples.put("connection-opened.v2.ipv6", opened("2001:db8::7", "2001:db8::10"));
        samples.put(
                "client-bytes-logged.v1", new ConnectionEvent.ClientBytesLogged(1, bytes("GET / HTTP/1.1\r\n"), false));
        samples.put("client-bytes-logged.v1.fin", new ConnectionEvent.ClientBytesLogged(1L << 40, Payload.EMPTY, true));
        samples.put("client-ack-advanced.v1", new ConnectionEvent.ClientAckAdvanced(0x1_2345_6789L));
        samples.put("server-closed.v1", new ConnectionEvent.ServerClosed(ConnectionEvent.CloseCause.KERNEL_WITNESS));
        samples.put("server-replaced.v1", new ConnectionEvent.ServerReplaced(3, new SeqNum(0xfedc_ba98)));
        samples.put(
                "connection-closed.v1",
                new ConnectionEvent.ConnectionClosed(ConnectionEvent.ClosedBy.BOTH, "FIN from both sides: ü"));
        samples.put("server-started.v1", new ServerHistoryEvent.ServerStarted(2, 4711, 1_795_000_000_000L));
        samples.put("server-exited.v1", new ServerHistoryEvent.ServerExited(2, "signal 9", 1_795_000_000_001L));
        samples.put("outcomes-recorded.v1", new ServerHistoryEvent.OutcomesRecorded(2, outcomes()));
        samples.put(
                "connection-condemned.v1", new ServerHistoryEvent.ConnectionCondemned(2, "web_[2001:db8::7]:40000", 3));
        return samples;
    }

    /** What only versions before the present one wrote, as it is read today. */
    public static Map<String, Object> old() {
        Map<String, Object> samples = new TreeMap<>();
        samples.put("connection-opened.v1", opened("192.0.2.7", "192.0.2.10", 0, 0, 0));
        samples.put("connection-opened.v1.ipv6", opened("2001:db8::7", "2001:db8::10", 0, 0, 0));
        return samples;
    }

    public static ConnectionEvent.ConnectionOpened opened(String client, String server) {
        return opened(client, server, 0xdead_0001, 0x0001_beef, 0x0200_5e00_5301L);
    }

    private static ConnectionEvent.ConnectionOpened opened(
            String client, String server, int clientTsVal, int serverTsVal, long clientMac) {
        FourTuple tuple =
                new FourTuple(new Endpoint(IpAddress.parse(client), 40000), new Endpoint(IpAddress.parse(server), 80));
        return new ConnectionEvent.ConnectionOpened(
                new ConnectionId("web", tuple, new SeqNum(0x1234_5678)),
                new SeqNum(0x9abc_def0),
                new SynProfile(1460, 7, true, true, 64240, 0xc2, clientTsVal),
                new SynProfile(1440, -1, false, false, 65535, 0x12, serverTsVal),
                0,
                1_795_000_000_000L,
                clientMac);
    }

    private static List<Outcome> outcomes() {
        return List.of(
                new Outcome(1L << 33, Outcome.Op.READ, 4711, 1, 7, 1448, Payload.EMPTY),
                new Outcome((1L << 33) + 1, Outcome.Op.RANDOM, 4711, 2, -1, -11, bytes("seed")));
    }

    private static Payload bytes(String text) {
        return Payload.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
