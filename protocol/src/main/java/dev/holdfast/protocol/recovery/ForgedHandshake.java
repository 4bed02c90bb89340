package dev.holdfast.protocol.recovery;

import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import dev.holdfast.protocol.wire.TcpOptions;
import java.util.function.Consumer;

/**
 * Opens a connection to a server in the client's name: its initial sequence number, its options (I7).
 *
 * <p>If the host's TCP still has the dead server's connection, it answers the SYN with a challenge ACK; that is reset with the
 * number it names and the SYN is sent again (half-open discovery, RFC 9293 section 3.5.1). A RST means that nobody listens
 * yet: try again later. Driven by {@link #tick}; nanoseconds of any monotonic clock.
 */
public final class ForgedHandshake {

    private static final long RETRY_MIN_NANOS = 5_000_000;
    private static final long RETRY_MAX_NANOS = 200_000_000;

    private final SeqNum clientIsn;
    private final SynProfile clientSyn;
    private final int clientTsVal;
    private final Consumer<Segment> toServer;
    private long retryNanos = RETRY_MIN_NANOS;
    private long dueNanos;
    private boolean challenged;

    public ForgedHandshake(
            SeqNum clientIsn, SynProfile clientSyn, int clientTsVal, long nowNanos, Consumer<Segment> toServer) {
        this.clientIsn = clientIsn;
        this.clientSyn = clientSyn;
        this.clientTsVal = clientTsVal;
        this.toServer = toServer;
        sendSyn(nowNanos);
    }

    /** Whether {@code segment} is the SYN/ACK that was waited for; other answers are dealt with here. */
    public boolean accepts(Segment segment, long nowNanos) {
        boolean answersSyn = segment.isAck() && segment.ack().equals(clientIsn.plus(1));
        if (segment.isRst()) {
            return false;
        }
        if (segment.isSyn()) {
            return answersSyn;
        }
        if (segment.isAck() && !challenged) {
            challenged = true;
            toServer.accept(reset(segment.ack()));
            sendSyn(nowNanos);
        }
        return false;
    }

    public void tick(long nowNanos) {
        if (nowNanos - dueNanos >= 0) {
            challenged = false;
            sendSyn(nowNanos);
        }
    }

    /** A server is known to listen now. */
    public void retryAtOnce(long nowNanos) {
        challenged = false;
        retryNanos = RETRY_MIN_NANOS;
        sendSyn(nowNanos);
    }

    private void sendSyn(long nowNanos) {
        toServer.accept(new Segment(
                clientIsn,
                SeqNum.ZERO,
                clientSyn.flags(),
                clientSyn.wnd(),
                0,
                clientSyn.options(clientTsVal, 0),
                Payload.EMPTY));
        dueNanos = nowNanos + retryNanos;
        retryNanos = Math.min(retryNanos * 2, RETRY_MAX_NANOS);
    }

    private static Segment reset(SeqNum seq) {
        return new Segment(seq, SeqNum.ZERO, TcpFlags.RST, 0, 0, TcpOptions.NONE, Payload.EMPTY);
    }
}
