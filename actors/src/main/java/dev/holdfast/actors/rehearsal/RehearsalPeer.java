package dev.holdfast.actors.rehearsal;

import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.Link;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.PacketCodec;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import dev.holdfast.protocol.wire.TcpOptions;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One end of a TCP connection at its simplest, on a link that loses nothing: takes what is next, acknowledges at once, never sends
 * again. The server's end answers every {@value #BYTES_PER_ANSWER} bytes with one. Owned by the loop's thread.
 */
final class RehearsalPeer {

    private static final int MSS = 1460;
    private static final int WINDOW_SCALE = 7;
    private static final int WINDOW = 0x4000;
    private static final int BYTES_PER_ANSWER = 64;

    private final Link link;
    private final Endpoint own;
    private final Endpoint other;
    private final LongSupplier clock;
    private SeqNum next;
    private SeqNum expected = SeqNum.ZERO;
    private long taken;
    private long given;
    private int echo;
    private boolean synchronised;

    /** @param clock monotonic, nanoseconds */
    RehearsalPeer(Link link, Endpoint own, Endpoint other, SeqNum initial, LongSupplier clock) {
        this.link = link;
        this.own = own;
        this.other = other;
        this.next = initial;
        this.clock = clock;
    }

    void open() {
        send(TcpFlags.SYN, SeqNum.ZERO, synOptions(), Payload.EMPTY);
    }

    boolean isSynchronised() {
        return synchronised;
    }

    /** Bytes that were sent, the SYN not among them. */
    long given() {
        return given;
    }

    void give(Payload bytes) {
        send(TcpFlags.ACK | TcpFlags.PSH, expected, clocks(), bytes);
        given += bytes.length();
    }

    /** Looks at what came, and answers it as the client. */
    void client() {
        link.receive(frame -> {
            Segment segment = segment(frame);
            if (segment == null || segment.isRst()) {
                return;
            }
            if (segment.isSyn()) {
                meet(segment);
                acknowledge();
            } else if (take(segment) || segment.seq().before(expected)) {
                acknowledge();
            }
        });
    }

    /** Looks at what came, and answers it as the server. */
    void server() {
        link.receive(frame -> {
            Segment segment = segment(frame);
            if (segment == null || segment.isRst()) {
                return;
            }
            if (segment.isSyn()) {
                meet(segment);
                send(TcpFlags.SYN | TcpFlags.ACK, expected, synOptions(), Payload.EMPTY);
            } else if (take(segment)) {
                int answer = (int) (taken / BYTES_PER_ANSWER - given);
                if (answer > 0) {
                    give(Payload.of(new byte[Math.min(answer, MSS)]));
                } else {
                    acknowledge();
                }
            }
        });
    }

    private void meet(Segment syn) {
        expected = syn.seq().plus(1);
        synchronised = true;
        echo = syn.options().tsVal();
    }

    private boolean take(Segment segment) {
        echo = segment.options().tsVal();
        if (segment.payload().isEmpty() || !segment.seq().equals(expected)) {
            return false;
        }
        expected = expected.plus(segment.payload().length());
        taken += segment.payload().length();
        return true;
    }

    private void acknowledge() {
        send(TcpFlags.ACK, expected, clocks(), Payload.EMPTY);
    }

    private TcpOptions synOptions() {
        return new TcpOptions(MSS, WINDOW_SCALE, true, true, now(), echo, List.of(), Payload.EMPTY);
    }

    private TcpOptions clocks() {
        return TcpOptions.NONE.withTimestamps(now(), echo);
    }

    private int now() {
        return 1 + (int) (clock.getAsLong() / 1_000_000);
    }

    private void send(int flags, SeqNum ack, TcpOptions options, Payload payload) {
        Segment segment = new Segment(next, ack, flags, WINDOW, 0, options, payload);
        Frame frame = link.blank();
        int length = PacketCodec.encode(
                frame.memory(), frame.ipOffset(), own, other, segment, PacketCodec.ChecksumMode.FULL);
        frame.plain(Frame.IPV4, length);
        link.send(frame, 0);
        next = next.plus(segment.len());
    }

    private static @Nullable Segment segment(Frame frame) {
        return switch (PacketCodec.decode(frame.memory(), frame.ipOffset(), frame.ipLength(), false)) {
            case PacketCodec.Decoded.Tcp packet -> packet.segment();
            case PacketCodec.Decoded.Other _, PacketCodec.Decoded.Malformed _ -> null;
        };
    }
}
