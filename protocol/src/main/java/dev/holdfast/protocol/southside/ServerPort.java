package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import dev.holdfast.protocol.wire.TcpOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection as one incarnation of the server's TCP sees it; a new incarnation gets a new port.
 *
 * <p>Invariant: what is acknowledged to the server never exceeds what this incarnation has sent ({@code sndNxt}), however much
 * more the client acknowledged to its predecessor (I6, I7).
 */
final class ServerPort {

    private final SeqNum clientIsn;
    private final SeqNum iss;
    private final int shift;
    private final boolean timestamps;
    private final int firstTsVal;
    private int tsDelta;

    private long sndNxt = 1;
    private long rcvNxt = 1;
    private long edge;
    private long delivered = 0;
    private long sentEnd = 1;
    private long edgeTold;
    private int lastTsVal;
    private int clientTsVal;
    private boolean clientTsKnown;
    private List<TcpOptions.SackBlock> sack = List.of();

    /**
     * @param synAck the segment with which this incarnation accepted the connection
     * @param tsDelta what to add to this incarnation's clock for the client
     */
    ServerPort(SeqNum clientIsn, SynProfile clientSyn, Segment synAck, int tsDelta) {
        this.clientIsn = clientIsn;
        this.iss = synAck.seq();
        TcpOptions options = synAck.options();
        boolean scaled = clientSyn.windowScale() != TcpOptions.ABSENT && options.windowScale() != TcpOptions.ABSENT;
        this.shift = scaled ? options.windowScale() : 0;
        this.timestamps = clientSyn.timestamps() && options.timestamps();
        this.firstTsVal = options.tsVal();
        this.lastTsVal = options.tsVal();
        this.tsDelta = tsDelta;
        this.edge = 1L + synAck.wnd();
    }

    SeqNum iss() {
        return iss;
    }

    int tsDelta() {
        return tsDelta;
    }

    /** The client's view of the clock became known after this incarnation had begun. */
    void continueClock(ClientPort client) {
        tsDelta = client.clockDelta(lastTsVal);
    }

    // ---- what the server's TCP told

    long outboundOffset(Segment segment) {
        return segment.seq().toOffset(iss, sndNxt);
    }

    /** How this incarnation numbers the byte at {@code offset}; null if it has not sent it yet. */
    @Nullable
    SeqNum numberOf(long offset) {
        return offset < sndNxt ? SeqNum.atOffset(iss, offset) : null;
    }

    long ackOffset(Segment segment) {
        return segment.ack().toOffset(clientIsn, rcvNxt);
    }

    void learn(Segment segment, long offset, long ack) {
        if (segment.len() > 0) {
            sndNxt = Math.max(sndNxt, offset + segment.len());
        }
        edge = Math.max(edge, ack + ((long) segment.wnd() << shift));
        if (ack >= rcvNxt) {
            rcvNxt = ack;
            sack = segment.options().sack();
        }
        if (segment.options().timestamps()) {
            lastTsVal = Serial.later(lastTsVal, segment.options().tsVal());
        }
    }

    /** The end of what this incarnation was seen to send: a FIN that got lost on the way must come again, and be explained (I5). */
    long sndNxt() {
        return sndNxt;
    }

    /** How far this incarnation has received the client's stream. */
    long rcvNxt() {
        return rcvNxt;
    }

    /** The inbound offset up to which it has room. */
    long edge() {
        return edge;
    }

    List<TcpOptions.SackBlock> sack() {
        return sack;
    }

    // ---- what the server's TCP is told

    /** The end of what was ever sent to it, the client's own segments included. */
    long sentEnd() {
        return sentEnd;
    }

    /** The number of a segment without bytes: the highest that this TCP is sure to heed. */
    long inboundNxt() {
        return Math.max(rcvNxt, Math.min(sentEnd, edge));
    }

    /** The highest acknowledgment that reached it. */
    long delivered() {
        return delivered;
    }

    /** The outbound offset up to which the client has room, as this TCP was last told. */
    long edgeTold() {
        return edgeTold;
    }

    /** The client told its window itself, in a segment that was passed on. */
    void edgeTold(long edge) {
        edgeTold = edge;
    }

    /**
     * A client segment as this incarnation must see it.
     *
     * @param ack the client's own acknowledgment
     */
    Segment translate(Segment segment, long ack, ClientPort client) {
        long end = segment.seq().toOffset(clientIsn, rcvNxt) + segment.len();
        if (end >= rcvNxt && end <= edge) {
            sentEnd = Math.max(sentEnd, end);
            noteClientClock(segment.options());
        }
        long told = Math.min(ack, sndNxt);
        int wnd = told == ack ? segment.wnd() : field(told, ack, client);
        delivered = Math.max(delivered, told);
        TcpOptions options = segment.options();
        if (timestamps && options.timestamps()) {
            options = options.withTimestamps(options.tsVal(), echo(options.tsEcr()));
        }
        if (!options.sack().isEmpty()) {
            options = options.withSack(translateSack(options.sack(), segment.ack(), ack));
        }
        return new Segment(
                segment.seq(),
                SeqNum.atOffset(iss, told),
                segment.flags(),
                wnd,
                segment.urgentPointer(),
                options,
                segment.payload());
    }

    /** Moves every edge into this incarnation's numbers and leaves out what it has not sent yet. */
    private List<TcpOptions.SackBlock> translateSack(List<TcpOptions.SackBlock> blocks, SeqNum clientAck, long ack) {
        List<TcpOptions.SackBlock> mine = new ArrayList<>(blocks.size());
        for (TcpOptions.SackBlock block : blocks) {
            long left = ack + block.left().minus(clientAck);
            long right = ack + block.right().minus(clientAck);
            if (right <= sndNxt) {
                mine.add(new TcpOptions.SackBlock(SeqNum.atOffset(iss, left), SeqNum.atOffset(iss, right)));
            }
        }
        return mine;
    }

    /** An echo that this incarnation can have sent: a predecessor's clock would spoil its round-trip estimate. */
    private int echo(int tsEcr) {
        int mine = tsEcr - tsDelta;
        return Serial.before(mine, firstTsVal) ? firstTsVal : Serial.before(lastTsVal, mine) ? lastTsVal : mine;
    }

    private void noteClientClock(TcpOptions options) {
        if (options.timestamps()) {
            clientTsVal = clientTsKnown ? Serial.later(clientTsVal, options.tsVal()) : options.tsVal();
            clientTsKnown = true;
        }
    }

    /** Not behind what this TCP has seen of the client's clock: else it takes the segment for an old one (RFC 7323 section 5). */
    private int clientClock(ClientPort client) {
        return clientTsKnown ? Serial.later(clientTsVal, client.clientTsVal()) : client.clientTsVal();
    }

    /** A segment of our own making in the client's name. */
    Segment own(int flags, long offset, long clientAck, ClientPort client, Payload payload) {
        long told = Math.min(clientAck, sndNxt);
        delivered = Math.max(delivered, told);
        if (offset + payload.length() >= rcvNxt) { // of an older number it heeds nothing
            edgeTold = client.windowEdge();
        }
        if ((flags & TcpFlags.RST) == 0) {
            sentEnd = Math.max(sentEnd, offset + payload.length() + ((flags & TcpFlags.FIN) != 0 ? 1 : 0));
        }
        TcpOptions options =
                timestamps ? TcpOptions.NONE.withTimestamps(clientClock(client), lastTsVal) : TcpOptions.NONE;
        return new Segment(
                SeqNum.atOffset(clientIsn, offset),
                SeqNum.atOffset(iss, told),
                flags,
                field(told, clientAck, client),
                0,
                options,
                payload);
    }

    /** While the server repeats what the client has, its window reaches at least that far: rounding must not keep it back. */
    private static int field(long told, long clientAck, ClientPort client) {
        long field = Math.max(client.windowEdge() - told, 0) >>> client.clientShift();
        if (told + (field << client.clientShift()) < clientAck) {
            field++;
        }
        return (int) Math.min(field, 0xffff);
    }
}
