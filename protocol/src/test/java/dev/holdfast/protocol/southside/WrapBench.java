package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.LoggedRanges;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.DropReason;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import dev.holdfast.protocol.wire.TcpOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A wrap on the bench: segments go in by offset, what comes out is kept; nothing becomes stable by itself. */
final class WrapBench implements Outbox {

    static final SeqNum ISN = new SeqNum(-100);
    static final SeqNum ISS = new SeqNum(0x7fff_fff0);
    static final SeqNum NEW_ISS = new SeqNum(5);
    static final int SHIFT = 7;

    final List<Segment> toClient = new ArrayList<>();
    final List<Segment> toServer = new ArrayList<>();
    final List<ConnectionEvent> recorded = new ArrayList<>();
    final List<ConnectionEvent.ConnectionClosed> ended = new ArrayList<>();
    final List<Long> reads = new ArrayList<>();

    /** Inbound offsets of which the client was told that they did not get through. */
    final List<Integer> unreached = new ArrayList<>();

    final SouthSideWrap wrap;

    @Nullable
    CloseCause closed;

    int serverLosses;
    boolean journalFull;
    private SeqNum iss = ISS;
    private int clock = 1_000;

    private static final ConnectionId ID = new ConnectionId(
            "bench", new FourTuple(new Endpoint(IpAddress.v4(1), 1000), new Endpoint(IpAddress.v4(2), 80)), ISN);

    WrapBench(int incarnation) {
        wrap = new SouthSideWrap(
                ID, syn(ISN, SeqNum.ZERO, 0), incarnation, true, 0, WrapLimits.DEFAULT, _ -> closed, this);
    }

    private WrapBench(LoggedRanges logged, long finOffset, long clientAcked) {
        SynProfile syn = new SynProfile(1460, SHIFT, true, true, 64_000, TcpFlags.SYN, clock);
        SynProfile synAck = new SynProfile(1460, SHIFT, true, true, 64_000, TcpFlags.SYN | TcpFlags.ACK, clock);
        ConnectionOpened opened = new ConnectionOpened(ID, ISS, syn, synAck, 0, 0, 0);
        Connection.Open state = new Connection.Open(opened, logged, finOffset, clientAcked, 0, false);
        wrap = SouthSideWrap.restored(state, WrapLimits.DEFAULT, _ -> closed, this);
    }

    /** What a journal holds of a connection with client bytes up to {@code loggedEnd}; its client has not been asked yet. */
    static WrapBench restored(long loggedEnd, long clientAcked) {
        return new WrapBench(new LoggedRanges(loggedEnd, List.of()), Connection.Open.NO_FIN, clientAcked);
    }

    /** The same, with a run of bytes beyond a gap. */
    static WrapBench restored(LoggedRanges logged) {
        return new WrapBench(logged, Connection.Open.NO_FIN, 0);
    }

    /** The same, when the last offset is the client's FIN. */
    static WrapBench restoredWithFin(long loggedEnd, long clientAcked) {
        return new WrapBench(new LoggedRanges(loggedEnd, List.of()), loggedEnd - 1, clientAcked);
    }

    /** A connection whose handshake is complete. */
    static WrapBench live() {
        WrapBench bench = new WrapBench(0);
        bench.synAck();
        bench.stable();
        bench.client(1, 1, 0);
        bench.clear();
        return bench;
    }

    private Segment syn(SeqNum seq, SeqNum ack, int extra) {
        TcpOptions options = new TcpOptions(1460, SHIFT, true, true, clock, 0, List.of(), Payload.EMPTY);
        return new Segment(seq, ack, TcpFlags.SYN | extra, 64_000, 0, options, Payload.EMPTY);
    }

    void synAck() {
        wrap.fromServer(syn(iss, ISN.plus(1), TcpFlags.ACK), 0, 0);
    }

    /** The server's clock, as a new life may show it. */
    void clock(int now) {
        clock = now;
    }

    /** Everything recorded so far is stable. */
    void stable() {
        List.copyOf(recorded).forEach(wrap::eventStable);
    }

    void client(long offset, long ack, int length, int... flags) {
        wrap.fromClient(segment(ISN, offset, ISS, ack, 500, length, flags), 0);
    }

    void server(long offset, long ack, int wnd, int length, int... flags) {
        wrap.fromServer(segment(iss, offset, ISN, ack, wnd, length, flags), 0, 0);
    }

    /** A server has answered the forged SYN of a restored connection. */
    void recovered() {
        wrap.startRecovery(1, 0);
        iss = NEW_ISS;
        synAck();
    }

    /** The server died and another one has answered the forged SYN. */
    void replaced() {
        wrap.serverDied();
        closed = null;
        wrap.startRecovery(1, 0);
        iss = NEW_ISS;
        synAck();
        clear();
    }

    private Segment segment(SeqNum isn, long offset, SeqNum peer, long ack, int wnd, int length, int... flags) {
        int bits = TcpFlags.ACK;
        for (int flag : flags) {
            bits |= flag;
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (offset + i);
        }
        return new Segment(
                SeqNum.atOffset(isn, offset),
                SeqNum.atOffset(peer, ack),
                bits,
                wnd,
                0,
                TcpOptions.NONE.withTimestamps(clock, clock),
                Payload.of(bytes));
    }

    void clear() {
        toClient.clear();
        toServer.clear();
    }

    long ackToClient() {
        return toClient.getLast().ack().minus(ISN);
    }

    /** The SACK blocks that the client was told last, by offset. */
    List<LoggedRanges.Range> sackToClient() {
        return toClient.getLast().options().sack().stream()
                .map(block -> new LoggedRanges.Range(
                        block.left().minus(ISN), block.right().minus(ISN)))
                .toList();
    }

    long edgeToClient() {
        return ackToClient() + ((long) toClient.getLast().wnd() << SHIFT);
    }

    @Override
    public void toClient(Segment segment) {
        toClient.add(segment);
    }

    @Override
    public void toServer(Segment segment) {
        toServer.add(segment);
    }

    @Override
    public void unreachable(SeqNum seq) {
        unreached.add(seq.minus(ISN));
    }

    @Override
    public boolean logBytes(long offset, Payload bytes, boolean fin) {
        return !journalFull;
    }

    @Override
    public void record(ConnectionEvent event) {
        recorded.add(event);
    }

    @Override
    public void readLog(long offset, int bytesMax) {
        reads.add(offset);
    }

    @Override
    public void serverLost() {
        serverLosses++;
    }

    @Override
    public void ended(ConnectionEvent.ConnectionClosed how) {
        ended.add(how);
    }

    @Override
    public void dropped(DropReason reason) {}
}
