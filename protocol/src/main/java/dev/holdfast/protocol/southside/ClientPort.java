package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.LoggedRanges.Range;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import dev.holdfast.protocol.wire.TcpOptions;
import java.util.List;

/**
 * The connection as the client sees it: one server, with the first incarnation's numbers, for ever (I6).
 *
 * <p>Invariants: {@code advertisedEdge} never falls, and what a segment tells stays less than one unit of the scale below it (I3, but see
 * {@link #closeWindow}); the timestamp never goes backwards (PAWS,
 * RFC 7323 section 5); {@code acked} never exceeds {@code sentEnd}.
 */
final class ClientPort {

    /** Some four hours of the usual clock, far below the half circle of PAWS. */
    private static final int CLOCK_LEAP_MAX = 1 << 24;

    /** 24 days: half the circle of a millisecond clock, after which it says nothing. */
    private static final long CLOCK_VALID_NANOS = 24L * 24 * 3600 * 1_000_000_000;

    /** The largest window, and more than what of the acknowledgments is not recorded yet. */
    private static final long UNRECORDED_MAX = 1L << 30;

    private static final Payload OLD_BYTE = Payload.of(new byte[1]);

    /** The first answer may have been overtaken: by so many windows the client may have gone on since. */
    private static final int WINDOWS_LATE = 2;

    /** A zero window may be probed with a byte of data, and the numbers that follow count it. */
    private static final int PROBE_BYTES = 1;

    private final SeqNum clientIsn;
    private final SeqNum iss;
    private final int clientShift;
    private final int serverShift;
    private final boolean timestamps;
    private final boolean sackPermitted;

    private long acked = 0;
    private long windowEdge;
    private long sentEnd = 0;
    private long lastAck = 0;
    private long promisedEdge = 0;
    private long advertisedEdge = 0;
    private int clientTsVal;
    private int tsRecent;
    private long tsRecentNanos;
    private int lastTsVal;
    private boolean tsSent;
    private boolean closed;

    /** What a node before this one may have sent at most; 0 if there was none. */
    private long predecessorEnd;

    private boolean acquainted = true;

    /**
     * @param clientIsn origin of the inbound stream
     * @param iss origin of the outbound stream, as the client learned it
     */
    ClientPort(SeqNum clientIsn, SeqNum iss, SynProfile clientSyn, SynProfile serverSyn) {
        this.clientIsn = clientIsn;
        this.iss = iss;
        boolean scaled = clientSyn.windowScale() != TcpOptions.ABSENT && serverSyn.windowScale() != TcpOptions.ABSENT;
        this.clientShift = scaled ? clientSyn.windowScale() : 0;
        this.serverShift = scaled ? serverSyn.windowScale() : 0;
        this.timestamps = clientSyn.timestamps() && serverSyn.timestamps();
        this.sackPermitted = clientSyn.sackPermitted() && serverSyn.sackPermitted();
        this.windowEdge = 1L + clientSyn.wnd();
    }

    /**
     * A client that another node spoke to, of which the journal knows little: what it was sent and promised is bounded here, and
     * learned by {@link #learnPredecessor}.
     *
     * <p>The window's edge (I3): nothing beyond {@code stableEnd} was ever acknowledged (I1), hence no room further than the largest
     * window from there was promised. That much is promised again, and its bytes are taken into the journal.
     *
     * @param stableEnd inbound offset up to which everything is in the journal
     * @param known outbound offset that the client is known to have received
     */
    static ClientPort restored(ConnectionOpened opened, long stableEnd, long known) {
        ClientPort port =
                new ClientPort(opened.id().clientIsn(), opened.serverIss(), opened.clientSyn(), opened.serverSyn());
        port.acquainted = false;
        port.acked = known;
        port.sentEnd = Math.max(known, 1);
        port.windowEdge = Math.max(known, 1);
        port.predecessorEnd = known + UNRECORDED_MAX;
        port.lastAck = stableEnd;
        port.promisedEdge = stableEnd + port.promiseMax();
        port.advertisedEdge = port.promisedEdge;
        port.clientTsVal = opened.clientSyn().tsVal();
        port.tsRecent = port.clientTsVal;
        port.lastTsVal = opened.serverSyn().tsVal();
        port.tsSent = true;
        return port;
    }

    /** The largest window that the client can be told. */
    private long promiseMax() {
        return 0xffffL << serverShift;
    }

    /** The highest acknowledgment that can be the client's. */
    long ackMax() {
        return Math.max(sentEnd, predecessorEnd);
    }

    /** Where a heeded segment may begin at the earliest, if the window's left edge is {@code left}. */
    long earliest(long left) {
        return acquainted ? left : Math.max(1, left - promiseMax());
    }

    /**
     * Takes from a heeded segment what another node said to this client: the segment acknowledges it, and echoes its clock. Late
     * segments of that node may arrive after the first answer; what the client tells of them is taken, too.
     *
     * @return whether it was news: what was said to the client on less knowledge it may have ignored
     */
    boolean learnPredecessor(Segment segment, long ack) {
        if (predecessorEnd == 0) {
            return false;
        }
        boolean news = !acquainted || ack > sentEnd;
        if (timestamps && segment.options().timestamps()) {
            int leap = segment.options().tsEcr() - lastTsVal;
            if (leap > 0 && (!acquainted || leap < CLOCK_LEAP_MAX)) {
                lastTsVal = segment.options().tsEcr();
                news = true;
            }
        }
        if (!acquainted) {
            acquainted = true;
            predecessorEnd = windowEdge + Math.min(WINDOWS_LATE * windowMax(), UNRECORDED_MAX);
        }
        sentEnd = Math.max(sentEnd, ack);
        return news;
    }

    /** The client closed and is gone: whatever the server says up to {@code end}, nobody is there to miss it. */
    void absent(long end) {
        acquainted = true;
        acked = Math.max(acked, end);
        sentEnd = Math.max(sentEnd, acked);
        windowEdge = Math.max(windowEdge, acked + 0xffff);
    }

    // ---- what the client told

    long inboundOffset(Segment segment, long near) {
        return segment.seq().toOffset(clientIsn, near);
    }

    long ackOffset(Segment segment) {
        return segment.ack().toOffset(iss, acked);
    }

    /** The outbound offset of a number that the client knows. */
    long outboundOffset(SeqNum seq) {
        return seq.toOffset(iss, acked);
    }

    /**
     * Whether a TCP would take notice of the segment: its number lies in the window, its clock has not gone back, it does not
     * acknowledge what is long past (RFC 9293 section 3.10.7.4, RFC 7323 section 5.3, RFC 5961 section 5.2). What the server's
     * TCP would refuse must not be logged as the client's, nor believed.
     *
     * @param left the window's left edge: how far the client's stream was acknowledged, by the wrap or by the server's TCP
     */
    boolean heeds(Segment segment, long offset, long ack, long left, long nowNanos) {
        boolean inWindow = offset + segment.len() >= left && offset <= Math.max(advertisedEdge, lastAck) + PROBE_BYTES;
        boolean clockWentBack = timestamps
                && acquainted
                && segment.options().timestamps()
                && Serial.before(segment.options().tsVal(), tsRecent)
                && nowNanos - tsRecentNanos < CLOCK_VALID_NANOS;
        return inWindow && !clockWentBack && ack >= acked - windowMax();
    }

    /** Takes the acknowledgment, window and clock of a segment that a TCP would heed. */
    void learn(Segment segment, long ack, boolean inOrder, long nowNanos) {
        if (segment.options().timestamps()) {
            learnClock(segment.options().tsVal(), inOrder, nowNanos);
        }
        acked = Math.max(acked, ack);
        windowEdge = Math.max(windowEdge, ack + ((long) segment.wnd() << clientShift));
    }

    private void learnClock(int tsVal, boolean inOrder, long nowNanos) {
        boolean expired = !acquainted || nowNanos - tsRecentNanos >= CLOCK_VALID_NANOS;
        clientTsVal = expired ? tsVal : Serial.later(clientTsVal, tsVal);
        if (expired || (inOrder && !Serial.before(tsVal, tsRecent))) {
            tsRecent = tsVal;
            tsRecentNanos = nowNanos;
        }
    }

    void learnSyn(Segment syn) {
        clientTsVal = syn.options().tsVal();
        tsRecent = clientTsVal;
    }

    /** How far the client has received the server's stream. */
    long acked() {
        return acked;
    }

    /** The outbound offset up to which the client has room. */
    long windowEdge() {
        return windowEdge;
    }

    /** The largest window that the client can tell. */
    long windowMax() {
        return 0xffffL << clientShift;
    }

    int clientShift() {
        return clientShift;
    }

    int clientTsVal() {
        return clientTsVal;
    }

    boolean timestamps() {
        return timestamps;
    }

    // ---- what the client was told

    /** The end of what was ever sent to the client; an acknowledgment beyond it is not the client's. */
    long sentEnd() {
        return sentEnd;
    }

    long lastAck() {
        return lastAck;
    }

    /** The inbound offset up to which the client was told that there is room. */
    long advertisedEdge() {
        return advertisedEdge;
    }

    /**
     * What to add to a new server's clock that begins at {@code tsVal}. One that goes on about where the last stopped is left as
     * it is. A leap is taken out, forward too: the client may miss it, and two of them are a step backwards for it.
     */
    int clockDelta(int tsVal) {
        int leap = tsVal - lastTsVal;
        return !timestamps || (leap >= 0 && leap < CLOCK_LEAP_MAX) ? 0 : -leap;
    }

    /**
     * Closes the window although its edge lay further right, or opens it again: only for the time that the journal has no room.
     * A client that may send but is never acknowledged gives the connection up; one that faces window 0 does not (RFC 9293
     * section 3.8.6.1).
     */
    void closeWindow(boolean nowClosed) {
        closed = nowClosed;
    }

    void sentSynAck(Segment synAck, long edge) {
        sentEnd = Math.max(sentEnd, 1);
        lastAck = Math.max(lastAck, 1);
        promisedEdge = Math.max(promisedEdge, edge);
        advertisedEdge = Math.max(advertisedEdge, edge);
        noteTimestamp(synAck.options());
    }

    /**
     * A server segment as the client must see it.
     *
     * @param offset outbound offset of the segment's first byte
     * @param ack inbound offset to acknowledge (I1)
     * @param edge inbound offset up to which the server's TCP has room
     * @param tsDelta what to add to the server's clock
     */
    Segment translate(Segment segment, long offset, long ack, long edge, int tsDelta) {
        sentEnd = Math.max(sentEnd, offset + segment.len());
        int wnd = windowField(ack, edge);
        TcpOptions options = segment.options();
        if (timestamps && options.timestamps()) {
            int tsVal = options.tsVal() + tsDelta;
            options = options.withTimestamps(tsSent ? Serial.later(lastTsVal, tsVal) : tsVal, options.tsEcr());
            noteTimestamp(options);
        }
        return new Segment(
                SeqNum.atOffset(iss, offset),
                SeqNum.atOffset(clientIsn, ack),
                segment.flags(),
                wnd,
                segment.urgentPointer(),
                options,
                segment.payload());
    }

    /** The number of the first byte that the client knows to be missing here. */
    SeqNum nextExpected() {
        return SeqNum.atOffset(clientIsn, lastAck);
    }

    /** Inbound offsets as SACK blocks; none if that was not agreed upon (RFC 2018 section 2). */
    List<TcpOptions.SackBlock> sack(List<Range> ranges) {
        return sackPermitted
                ? ranges.stream()
                        .map(range -> new TcpOptions.SackBlock(
                                SeqNum.atOffset(clientIsn, range.from()), SeqNum.atOffset(clientIsn, range.to())))
                        .toList()
                : List.of();
    }

    /** An acknowledgment of our own making (I4). */
    Segment pureAck(long ack, long edge, List<TcpOptions.SackBlock> sack) {
        return own(sentEnd, ack, windowField(ack, edge), sack);
    }

    /** A segment with an old number, which every TCP answers with its present acknowledgment; it tells nothing new. */
    Segment probe() {
        return own(acked - 1, lastAck, windowField(lastAck, promisedEdge), List.of());
    }

    /**
     * The same to a client whose last clock from us is not known: with a byte that it has, as a keep-alive may carry (RFC 9293
     * section 3.8.4), because Linux from 6.14 on leaves a pure old ACK with an old clock unanswered.
     */
    Segment question() {
        Segment probe = probe();
        return probe.withPayload(probe.seq().plus(-1), OLD_BYTE);
    }

    /** Tells the client that the connection is lost; the number is the one it waits for, so that it believes it (RFC 5961). */
    Segment reset(long offset, long ack) {
        return own(offset, ack, 0, List.of()).withFlags(TcpFlags.RST | TcpFlags.ACK);
    }

    private Segment own(long offset, long ack, int wnd, List<TcpOptions.SackBlock> sack) {
        TcpOptions options = TcpOptions.NONE;
        if (timestamps) {
            options = options.withTimestamps(lastTsVal, clientTsVal);
        }
        List<TcpOptions.SackBlock> fitting = timestamps && sack.size() > 3 ? sack.subList(0, 3) : sack;
        return new Segment(
                SeqNum.atOffset(iss, offset),
                SeqNum.atOffset(clientIsn, ack),
                TcpFlags.ACK,
                wnd,
                0,
                options.withSack(fitting),
                Payload.EMPTY);
    }

    /**
     * The field that keeps the right edge where it was or moves it right, as far as field and scale allow (I3). What rounding up
     * adds is kept out of {@code promisedEdge}: else every acknowledgment of a few bytes would move the edge on, without end.
     */
    private int windowField(long ack, long edge) {
        lastAck = Math.max(lastAck, ack);
        if (closed) {
            return 0;
        }
        long limit = Math.max(edge, promisedEdge);
        long field = Math.max(limit - ack, 0) >>> serverShift;
        if (ack + (field << serverShift) < promisedEdge) {
            field++;
        }
        field = Math.min(field, 0xffff);
        long told = ack + (field << serverShift);
        promisedEdge = Math.max(promisedEdge, Math.min(told, limit));
        advertisedEdge = Math.max(advertisedEdge, told);
        return (int) field;
    }

    private void noteTimestamp(TcpOptions options) {
        if (options.timestamps()) {
            lastTsVal = options.tsVal();
            tsSent = true;
        }
    }
}
