package dev.holdfast.persistence.capture;

import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.PacketCodec;
import dev.holdfast.protocol.wire.PacketCodec.ChecksumMode;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import dev.holdfast.protocol.wire.TcpOptions;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The two ends of one connection as senders of segments: right numbers, timestamps and checksums, and times that only grow. Offsets
 * are those of the journal: 0 is the SYN. Owned by one thread.
 */
final class SegmentTrain {

    private static final int WINDOW_MAX = 0xffff;

    private final PcapngWriter out;
    private final ConnectionOpened opened;
    private final boolean v6;
    private final boolean timestamps;
    private long startMicros;
    private long micros;
    private int windowsSaid;
    private String comment = "";

    /** What the server has acknowledged of the client's stream, and the other way round. */
    private long inboundAcked;

    private long outboundAcked;

    SegmentTrain(PcapngWriter out, ConnectionOpened opened, long atMillis) {
        this.out = out;
        this.opened = opened;
        this.v6 = opened.id().tuple().client().address().v6();
        this.timestamps = opened.clientSyn().timestamps() && opened.serverSyn().timestamps();
        this.startMicros = atMillis * 1000;
        this.micros = startMicros - 1;
    }

    /** What follows happened then, or a microsecond after what came before. */
    void at(long millis) {
        micros = Math.max(micros, millis * 1000 - 1);
    }

    /** For the next packet. */
    void comment(String text) {
        comment = comment.isEmpty() ? text : comment + "\n" + text;
    }

    void handshake() throws IOException {
        SynProfile client = opened.clientSyn();
        SynProfile server = opened.serverSyn();
        SeqNum isn = opened.id().clientIsn();
        Payload none = Payload.EMPTY;
        send(
                true,
                new Segment(isn, SeqNum.ZERO, client.flags(), client.wnd(), 0, client.options(client.tsVal(), 0), none),
                false);
        send(
                false,
                new Segment(
                        opened.serverIss(),
                        isn.plus(1),
                        server.flags(),
                        server.wnd(),
                        0,
                        server.options(server.tsVal(), client.tsVal()),
                        none),
                false);
        inboundAcked = 1;
        clientAcknowledges(1);
    }

    void fromClient(long offset, int flags, Payload payload) throws IOException {
        send(true, segment(true, offset, flags, payload), false);
    }

    /** @param known false if only the length of {@code payload} is right: the capture shows the header alone */
    void fromServer(long offset, int flags, Payload payload, boolean known) throws IOException {
        send(false, segment(false, offset, flags, payload), !known);
    }

    void serverAcknowledges(long inbound, long serverOffset) throws IOException {
        inboundAcked = inbound;
        fromServer(serverOffset, TcpFlags.ACK, Payload.EMPTY, true);
    }

    void clientAcknowledges(long outbound) throws IOException {
        outboundAcked = outbound;
        fromClient(inboundAcked, TcpFlags.ACK, Payload.EMPTY);
    }

    /** A packet for a comment: as after a takeover, the server says its window, another than before. */
    void windowUpdate(long serverOffset) throws IOException {
        windowsSaid++;
        fromServer(serverOffset, TcpFlags.ACK, Payload.EMPTY, true);
    }

    private Segment segment(boolean client, long offset, int flags, Payload payload) {
        SeqNum clientIsn = opened.id().clientIsn();
        SeqNum seq = SeqNum.atOffset(client ? clientIsn : opened.serverIss(), offset);
        SeqNum ack =
                client ? SeqNum.atOffset(opened.serverIss(), outboundAcked) : SeqNum.atOffset(clientIsn, inboundAcked);
        int window = client ? WINDOW_MAX : WINDOW_MAX - windowsSaid % 2;
        return new Segment(seq, ack, flags, window, 0, options(client), payload);
    }

    private TcpOptions options(boolean client) {
        if (!timestamps) {
            return TcpOptions.NONE;
        }
        int clientClock = opened.clientSyn().tsVal() + elapsedMillis();
        int serverClock = opened.serverSyn().tsVal() + elapsedMillis();
        return TcpOptions.NONE.withTimestamps(client ? clientClock : serverClock, client ? serverClock : clientClock);
    }

    private int elapsedMillis() {
        return (int) ((micros + 1 - startMicros) / 1000);
    }

    private void send(boolean client, Segment segment, boolean headerOnly) throws IOException {
        Endpoint source =
                client ? opened.id().tuple().client() : opened.id().tuple().server();
        Endpoint destination =
                client ? opened.id().tuple().server() : opened.id().tuple().client();
        byte[] packet = new byte[PacketCodec.encodedLength(v6, segment)];
        PacketCodec.encode(MemorySegment.ofArray(packet), 0, source, destination, segment, ChecksumMode.FULL);
        byte[] shown = headerOnly ? Arrays.copyOf(packet, PacketCodec.headerLength(v6, segment)) : packet;
        out.packet(++micros, shown, packet.length, comment);
        comment = "";
    }
}
