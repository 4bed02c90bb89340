package dev.holdfast.persistence.capture;

import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesStored;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.protocol.connection.LoggedRanges;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.TcpFlags;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of one connection into packets, as they come. Runs of client bytes are segments of at most
 * {@value #SEGMENT_BYTES_MAX} bytes, as a capture on a host with segmentation offload shows them. Owned by one thread.
 */
final class ConnectionCapture {

    private static final int SEGMENT_BYTES_MAX = 1 << 15;
    private static final int DATA = TcpFlags.ACK | TcpFlags.PSH;

    private final PcapngWriter out;
    private final Outbound outbound;
    private final boolean payload;
    private @Nullable SegmentTrain train;
    private LoggedRanges logged = LoggedRanges.NONE;
    private long outboundEnd = 1;

    /** @param payload whether the client's bytes are shown; else zeros take their place */
    ConnectionCapture(PcapngWriter out, Outbound outbound, boolean payload) {
        this.out = out;
        this.outbound = outbound;
        this.payload = payload;
    }

    /** Before the opening there is nothing to show. */
    void add(ConnectionEvent event, long atMillis) throws IOException {
        if (event instanceof ConnectionOpened opened) {
            open(opened, atMillis);
        } else if (train != null) {
            train.at(atMillis);
            add(event, train);
        }
    }

    private void open(ConnectionOpened opened, long atMillis) throws IOException {
        train = new SegmentTrain(out, opened, atMillis);
        train.comment("made from the journal of " + opened.id().name() + ", incarnation " + opened.incarnation()
                + (payload ? "" : "; the client's bytes are redacted"));
        train.handshake();
    }

    private void add(ConnectionEvent event, SegmentTrain packets) throws IOException {
        switch (event) {
            case ConnectionOpened _, ClientBytesStored _ -> {}
            case ClientBytesLogged bytes -> clientBytes(bytes, packets);
            case ClientAckAdvanced ack -> serverBytes(ack.offset(), packets);
            case ServerReplaced replaced ->
                remark(
                        packets,
                        "the server was replaced: incarnation " + replaced.incarnation() + ", its own ISN "
                                + replaced.serverIss());
            case ServerClosed closed -> remark(packets, "the server closed: " + closed.cause());
            case ConnectionClosed closed -> close(closed, packets);
        }
    }

    private void clientBytes(ClientBytesLogged event, SegmentTrain packets) throws IOException {
        Payload bytes = payload ? event.bytes() : zeros(event.bytes().length());
        int at = 0;
        do {
            int length = Math.min(SEGMENT_BYTES_MAX, bytes.length() - at);
            boolean last = at + length == bytes.length();
            int fin = last && event.fin() ? TcpFlags.FIN : 0;
            packets.fromClient(event.offset() + at, (length > 0 ? DATA : TcpFlags.ACK) | fin, bytes.slice(at, length));
            at += length;
            acknowledge(logged.plus(event.offset(), event.offset() + at + (fin == 0 ? 0 : 1)), packets);
        } while (at < bytes.length());
    }

    private void acknowledge(LoggedRanges next, SegmentTrain packets) throws IOException {
        boolean advanced = next.contiguousEnd() > logged.contiguousEnd();
        logged = next;
        if (advanced) {
            packets.serverAcknowledges(logged.contiguousEnd(), outboundEnd);
        }
    }

    private void serverBytes(long end, SegmentTrain packets) throws IOException {
        while (outboundEnd < end) {
            int length = (int) Math.min(SEGMENT_BYTES_MAX, end - outboundEnd);
            Payload known = outbound.bytes(outboundEnd, length);
            packets.fromServer(outboundEnd, DATA, known == null ? zeros(length) : known, known != null);
            outboundEnd += length;
            packets.clientAcknowledges(outboundEnd);
        }
    }

    private void remark(SegmentTrain packets, String text) throws IOException {
        packets.comment(text);
        packets.windowUpdate(outboundEnd);
    }

    private void close(ConnectionClosed closed, SegmentTrain packets) throws IOException {
        serverBytes(outbound.end(), packets);
        packets.comment("closed by " + closed.by() + ": " + closed.why());
        boolean reset = closed.why().contains("reset");
        switch (closed.by()) {
            case CLIENT -> packets.fromClient(logged.contiguousEnd(), TcpFlags.RST | TcpFlags.ACK, Payload.EMPTY);
            case HOLDFAST -> packets.fromServer(outboundEnd, TcpFlags.RST | TcpFlags.ACK, Payload.EMPTY, true);
            case SERVER, BOTH -> {
                int end = reset ? TcpFlags.RST : TcpFlags.FIN;
                packets.fromServer(outboundEnd, end | TcpFlags.ACK, Payload.EMPTY, true);
                if (!reset) {
                    packets.clientAcknowledges(outboundEnd + 1);
                }
            }
        }
    }

    /** The rest of what is known of the server's bytes, of a connection that is still open. */
    void end() throws IOException {
        if (train != null) {
            serverBytes(outbound.end(), train);
        }
    }

    private static Payload zeros(int length) {
        return Payload.of(new byte[length]);
    }
}
