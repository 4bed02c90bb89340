package dev.holdfast.testkit;

import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import dev.holdfast.protocol.wire.TcpOptions;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One end of a connection in a model kernel: RFC 9293 with RFC 7323, 2018, 5961 as Linux does them.
 *
 * <p>The bytes it sends come from {@code stream}, the bytes it receives are compared with {@code peerStream}: offset 1 is index 0.
 * What no sane peer would send (an acknowledgment of what was not sent, a clock that was never shown) fails the run.
 */
final class ModelTcp {

    private static final int RETRIES_MAX = 15;
    private static final int SYN_RETRIES_MAX = 8;
    private static final long PROBE_MAX = 30 * VirtualTime.SECOND;
    private static final long CHALLENGE_EVERY = 500 * VirtualTime.MILLI;

    enum State {
        SYN_SENT,
        SYN_RECEIVED,
        SYNCHRONIZED,
        TIME_WAIT,
        CLOSED
    }

    private final String name;
    private final TcpProfile profile;
    private final VirtualTime time;
    private final Supplier<byte[]> stream;
    private final Supplier<byte[]> peerStream;
    private final Consumer<Segment> net;
    private final Runnable changed;
    private final TcpReceiver rcv;
    private final VirtualTime.Timer retransmit;
    private final VirtualTime.Timer delayedAck;
    private final VirtualTime.Timer keepAlive;

    private TcpSender snd;
    private State state;
    private SeqNum irs = SeqNum.ZERO;
    private int sndShift;
    private int rcvShift;
    private boolean timestamps;
    private boolean sack;
    private boolean scales;
    private boolean finFirst;
    private int tsRecent;
    private final int firstClock;
    private boolean orphan;
    private boolean wasReset;
    private int synRetries;
    private int unanswered;
    private long lastHeard;
    private long lastChallenge = -CHALLENGE_EVERY;
    private int segmentsUnacked;

    /** @param changed told whenever the program may find something new */
    ModelTcp(
            String name,
            TcpProfile profile,
            VirtualTime time,
            Supplier<byte[]> stream,
            Supplier<byte[]> peerStream,
            Consumer<Segment> net,
            Runnable changed) {
        this.name = name;
        this.profile = profile;
        this.time = time;
        this.stream = stream;
        this.peerStream = peerStream;
        this.net = net;
        this.changed = changed;
        this.rcv = new TcpReceiver(profile.rcvBuf());
        this.snd = new TcpSender(profile.mss(), profile.segmentMax());
        this.retransmit = time.timer(this::retransmitDue);
        this.delayedAck = time.timer(this::sendAck);
        this.keepAlive = time.timer(this::keepAliveDue);
        this.firstClock = profile.clock(time.now());
        this.state = State.CLOSED;
    }

    // ---- the program's side

    void connect() {
        state = State.SYN_SENT;
        sendSyn();
    }

    void accept(Segment syn) {
        state = State.SYN_RECEIVED;
        negotiate(syn);
        sendSyn();
    }

    State state() {
        return state;
    }

    boolean isDone() {
        return state == State.CLOSED || state == State.TIME_WAIT;
    }

    boolean wasReset() {
        return wasReset;
    }

    int readable() {
        return rcv.unread();
    }

    boolean endOfStream() {
        return rcv.finReceived() && rcv.unread() == 0;
    }

    int writable() {
        return state == State.SYNCHRONIZED && !snd.finQueued() ? Math.max(0, profile.sndBuf() - snd.buffered()) : 0;
    }

    /** How far this end has received, whatever its program has read. */
    long received() {
        return rcv.nxt();
    }

    /** The highest offset sent, the FIN included. */
    long sent() {
        return snd.max();
    }

    /** How far the peer may send. */
    long edgeTold() {
        return rcv.edge();
    }

    long acknowledged() {
        return snd.una();
    }

    void read(int count) {
        rcv.consume(count);
        if (state == State.SYNCHRONIZED
                && rcv.windowGain() >= Math.min(profile.rcvBuf() / 2, 2 * profile.mss())
                && !rcv.finReceived()) {
            sendAck();
        }
    }

    void write(int count) {
        snd.write(count);
        output();
    }

    void shutdown() {
        snd.queueFin();
        output();
    }

    /** The program lets go: with bytes unread a reset, else a FIN (RFC 2525 section 2.17). */
    void close() {
        orphan = true;
        if (state != State.SYNCHRONIZED) {
            return;
        }
        if (rcv.unread() > 0) {
            abort();
        } else {
            shutdown();
        }
    }

    void abort() {
        if (state == State.SYNCHRONIZED) {
            send(snd.max(), TcpFlags.RST | TcpFlags.ACK, Payload.EMPTY);
        }
        toClosed();
    }

    /** Gone without a word: a half-open connection whose listener was closed. */
    void vanish() {
        toClosed();
    }

    private void toClosed() {
        state = State.CLOSED;
        retransmit.cancel();
        delayedAck.cancel();
        keepAlive.cancel();
    }

    // ---- from the network

    void receive(Segment segment) {
        lastHeard = time.now();
        unanswered = 0;
        switch (state) {
            case SYN_SENT -> inSynSent(segment);
            case SYN_RECEIVED -> inSynReceived(segment);
            case SYNCHRONIZED -> inSynchronized(segment);
            case TIME_WAIT -> inTimeWait(segment);
            case CLOSED -> refuse(segment, net);
        }
        if (profile.keepAliveNanos() > 0 && state == State.SYNCHRONIZED) {
            keepAlive.set(profile.keepAliveNanos());
        }
    }

    /** What a kernel says to a segment that belongs to no connection (RFC 9293 section 3.10.7.1). */
    static void refuse(Segment segment, Consumer<Segment> net) {
        if (segment.isRst()) {
            return;
        }
        boolean acks = segment.isAck();
        net.accept(new Segment(
                acks ? segment.ack() : SeqNum.ZERO,
                acks ? SeqNum.ZERO : segment.seq().plus(segment.len()),
                acks ? TcpFlags.RST : TcpFlags.RST | TcpFlags.ACK,
                0,
                0,
                TcpOptions.NONE,
                Payload.EMPTY));
    }

    private void negotiate(Segment syn) {
        irs = syn.seq();
        TcpOptions theirs = syn.options();
        boolean scaled = profile.windowScale() != TcpOptions.ABSENT && theirs.windowScale() != TcpOptions.ABSENT;
        rcvShift = scaled ? profile.windowScale() : 0;
        sndShift = scaled ? theirs.windowScale() : 0;
        timestamps = profile.timestamps() && theirs.timestamps();
        scales = scaled;
        sack = profile.sack() && theirs.sackPermitted();
        tsRecent = theirs.tsVal();
        int mss = Math.min(profile.mss(), theirs.mss() == TcpOptions.ABSENT ? 536 : theirs.mss());
        snd = new TcpSender(mss, Math.max(mss, profile.segmentMax()));
    }

    private void inSynSent(Segment segment) {
        boolean acks = segment.isAck() && segment.ack().equals(profile.iss().plus(1));
        if (segment.isAck() && !acks) {
            fail("SYN answered with ack " + segment.ack());
        }
        if (segment.isRst()) {
            if (acks) {
                resetByPeer();
            }
            return;
        }
        if (segment.isSyn() && acks) {
            negotiate(segment);
            state = State.SYNCHRONIZED;
            snd.acked(1, time.now());
            snd.window(0, 1, segment.wnd());
            retransmit.cancel();
            sendAck();
            output();
            changed.run();
        }
    }

    private void inSynReceived(Segment segment) {
        long seq = segment.seq().toOffset(irs, rcv.nxt());
        if (segment.isRst()) {
            if (seq == rcv.nxt()) {
                resetByPeer();
            }
            return;
        }
        if (segment.isSyn()) {
            if (seq == 0 && !segment.isAck()) {
                sendSyn();
            }
            return;
        }
        if (!segment.isAck()) {
            return;
        }
        if (!segment.ack().equals(profile.iss().plus(1))) {
            refuse(segment, net);
            return;
        }
        if (seq < rcv.nxt() || seq > rcv.edge()) {
            sendAck();
            return;
        }
        state = State.SYNCHRONIZED;
        snd.acked(1, time.now());
        snd.window(seq, 1, (long) segment.wnd() << sndShift);
        retransmit.cancel();
        changed.run();
        inSynchronized(segment);
    }

    private void inTimeWait(Segment segment) {
        long seq = segment.seq().toOffset(irs, rcv.nxt());
        if (segment.isRst()) {
            if (seq == rcv.nxt()) {
                toClosed();
            }
        } else if (segment.len() > 0 || seq < rcv.nxt()) {
            sendAck();
        }
    }

    private void inSynchronized(Segment segment) {
        long seq = segment.seq().toOffset(irs, rcv.nxt());
        long end = seq + segment.len();
        boolean pawsFails = timestamps
                && segment.options().timestamps()
                && !segment.isRst()
                && segment.options().tsVal() - tsRecent < 0;
        if (pawsFails && segment.len() == 0 && seq < rcv.nxt() && !segment.isSyn()) {
            return; // Linux from 6.14 on: an old ACK with an old clock is common, and not answered
        }
        if (pawsFails || end < rcv.wup() || seq > Math.max(rcv.edge(), rcv.nxt())) {
            if (!segment.isRst()) {
                answerUnacceptable(segment);
            }
            return;
        }
        if (segment.isRst()) {
            if (seq == rcv.nxt()) {
                resetByPeer();
            } else {
                challenge();
            }
            return;
        }
        if (segment.isSyn()) {
            challenge();
            return;
        }
        if (!segment.isAck()) {
            return;
        }
        long ack = segment.ack().toOffset(profile.iss(), snd.una());
        if (ack > snd.max()) {
            fail("I6: acknowledged " + ack + " but sent only " + snd.max());
        }
        checkEcho(segment);
        if (timestamps && segment.options().timestamps() && seq <= rcv.wup()) {
            tsRecent = segment.options().tsVal();
        }
        acknowledged(segment, seq, ack);
        if (segment.len() > 0 && !takeData(segment, seq)) {
            return;
        }
        output();
        closeIfFinished();
        changed.run();
    }

    private void answerUnacceptable(Segment segment) {
        if (segment.isSyn() || segment.payload().isEmpty()) {
            challenge();
        } else {
            rcv.repeated(
                    segment.seq().toOffset(irs, rcv.nxt()), segment.payload().length());
            sendAck();
        }
    }

    /** An acknowledgment for what may be an attacker's segment, not too often (RFC 5961 section 7, Linux: per socket). */
    private void challenge() {
        if (time.now() - lastChallenge >= CHALLENGE_EVERY) {
            lastChallenge = time.now();
            sendAck();
        }
    }

    private void checkEcho(Segment segment) {
        TcpOptions options = segment.options();
        if (!timestamps || !options.timestamps()) {
            return;
        }
        int echo = options.tsEcr();
        if (echo - firstClock < 0 || profile.clock(time.now()) - echo < 0) {
            fail("I6: echo " + echo + " of a clock that was between " + firstClock + " and "
                    + profile.clock(time.now()));
        }
    }

    private void acknowledged(Segment segment, long seq, long ack) {
        long edgeBefore = snd.edge();
        long unaBefore = snd.una();
        boolean wasShut = snd.zeroWindow();
        snd.window(seq, ack, (long) segment.wnd() << sndShift);
        boolean news = snd.acked(ack, time.now());
        if (wasShut && !snd.zeroWindow()) {
            snd.windowOpened();
            retransmit.cancel();
        }
        for (TcpOptions.SackBlock block : segment.options().sack()) {
            long left = block.left().toOffset(profile.iss(), snd.una());
            long right = block.right().toOffset(profile.iss(), snd.una());
            if (left >= right || right > snd.max() || left < 1) {
                fail("I6: SACK block " + left + "-" + right + " but sent only " + snd.max());
            }
            snd.sack(left, right);
        }
        if (news) {
            retransmit.cancel();
        }
        boolean duplicate = !news && ack == unaBefore && segment.len() == 0 && snd.edge() == edgeBefore;
        boolean lost = duplicate && snd.duplicate();
        if (lost || (snd.recovering() && (news || duplicate))) {
            TcpSender.Piece hole = snd.hole();
            if (hole != null) {
                transmit(hole);
            }
        }
    }

    /** False if the data met a program that is gone. */
    private boolean takeData(Segment segment, long seq) {
        Payload payload = segment.payload();
        compare(seq, payload);
        if (orphan && snd.finQueued() && seq + payload.length() > rcv.nxt() && !payload.isEmpty()) {
            refuse(segment, net);
            toClosed();
            changed.run();
            return false;
        }
        boolean atOnce = rcv.take(seq, payload.length(), segment.isFin());
        segmentsUnacked++;
        if (atOnce || profile.delayedAckNanos() == 0 || segmentsUnacked >= 2) {
            sendAck();
        } else if (!delayedAck.isSet()) {
            delayedAck.set(profile.delayedAckNanos());
        }
        return true;
    }

    private void compare(long seq, Payload payload) {
        byte[] truth = peerStream.get();
        for (int i = 0; i < payload.length(); i++) {
            long index = seq - 1 + i;
            if (index >= truth.length || (index >= 0 && payload.at(i) != truth[(int) index])) {
                fail("a wrong byte at offset " + (index + 1));
            }
        }
    }

    private void closeIfFinished() {
        if (snd.finAcked() && rcv.finReceived()) {
            boolean waits = finFirst;
            toClosed();
            state = waits ? State.TIME_WAIT : State.CLOSED;
        } else if (snd.finSent() && !rcv.finReceived()) {
            finFirst = true;
        }
    }

    private void resetByPeer() {
        wasReset = true;
        toClosed();
        changed.run();
    }

    // ---- to the network

    private void output() {
        if (state != State.SYNCHRONIZED) {
            return;
        }
        for (TcpSender.Piece piece = snd.next(time.now()); piece != null; piece = snd.next(time.now())) {
            transmit(piece);
        }
        if (snd.finSent() && !rcv.finReceived()) {
            finFirst = true;
        }
        if (!snd.allAcked()) {
            if (!retransmit.isSet()) {
                retransmit.set(snd.rto());
            }
        } else if (snd.hasUnsent()) {
            if (!retransmit.isSet()) {
                retransmit.set(Math.min(snd.rto(), PROBE_MAX));
            }
        } else {
            retransmit.cancel();
        }
    }

    private void retransmitDue() {
        switch (state) {
            case SYN_SENT, SYN_RECEIVED -> {
                if (++synRetries > SYN_RETRIES_MAX) {
                    fail("the SYN was never answered");
                }
                snd.probed();
                sendSyn();
            }
            case SYNCHRONIZED -> {
                boolean probing = snd.zeroWindow();
                if (snd.backOff() >= RETRIES_MAX && !(probing && heardLately())) {
                    fail("gave up after " + snd.backOff() + " retransmissions");
                }
                if (probing) {
                    snd.probed();
                    probe();
                } else {
                    snd.timedOut();
                }
                output();
            }
            case TIME_WAIT, CLOSED -> {}
        }
    }

    /** An ICMP error about a segment: the wait for its repetition is halved (RFC 6069 section 4). */
    void unreachable(SeqNum seq) {
        boolean waits = state == State.SYNCHRONIZED && !snd.zeroWindow() && !snd.allAcked() && retransmit.isSet();
        if (waits && seq.equals(SeqNum.atOffset(profile.iss(), snd.una())) && snd.revertBackOff()) {
            retransmit.set(snd.rto());
        }
    }

    private boolean heardLately() {
        return time.now() - lastHeard < 120 * VirtualTime.SECOND;
    }

    private void probe() {
        if (profile.byteProbes() && snd.una() < snd.writeEnd()) {
            snd.byteProbe(snd.una());
            transmit(new TcpSender.Piece(snd.una(), 1, false));
        } else {
            send(snd.una() - 1, TcpFlags.ACK, Payload.EMPTY);
        }
    }

    private void keepAliveDue() {
        if (state == State.SYNCHRONIZED && snd.allAcked() && !snd.hasUnsent()) {
            if (++unanswered > 9) {
                fail("nine keep-alive probes were not answered");
            }
            send(snd.una() - 1, TcpFlags.ACK, Payload.EMPTY);
        }
        keepAlive.set(profile.keepAliveNanos());
    }

    private void sendSyn() {
        TcpOptions options = profile.synOptions();
        boolean answer = state == State.SYN_RECEIVED;
        if (answer) {
            options = new TcpOptions(
                    options.mss(),
                    scales ? profile.windowScale() : TcpOptions.ABSENT,
                    sack,
                    timestamps,
                    0,
                    0,
                    options.sack(),
                    options.unknown());
        }
        if (options.timestamps()) {
            options = options.withTimestamps(profile.clock(time.now()), answer ? tsRecent : 0);
        }
        net.accept(new Segment(
                profile.iss(),
                answer ? SeqNum.atOffset(irs, 1) : SeqNum.ZERO,
                answer ? TcpFlags.SYN | TcpFlags.ACK : TcpFlags.SYN,
                Math.min(profile.rcvBuf(), 0xffff),
                0,
                options,
                Payload.EMPTY));
        retransmit.set(snd.rto());
    }

    private void sendAck() {
        if (state == State.SYNCHRONIZED || state == State.TIME_WAIT) {
            send(snd.max(), TcpFlags.ACK, Payload.EMPTY);
        }
    }

    private void transmit(TcpSender.Piece piece) {
        Payload payload = piece.length() == 0
                ? Payload.EMPTY
                : Payload.of(stream.get(), (int) (piece.offset() - 1), piece.length());
        boolean last = piece.offset() + piece.length() == snd.writeEnd();
        send(piece.offset(), TcpFlags.ACK | (last ? TcpFlags.PSH : 0) | (piece.fin() ? TcpFlags.FIN : 0), payload);
    }

    private void send(long offset, int flags, Payload payload) {
        delayedAck.cancel();
        segmentsUnacked = 0;
        int wnd = rcv.tell(rcvShift);
        TcpOptions options = TcpOptions.NONE;
        if (timestamps) {
            options = options.withTimestamps(profile.clock(time.now()), tsRecent);
        }
        if (sack && (flags & TcpFlags.RST) == 0) {
            options = options.withSack(rcv.sack(irs, timestamps ? 3 : 4));
        }
        net.accept(new Segment(
                SeqNum.atOffset(profile.iss(), offset),
                SeqNum.atOffset(irs, rcv.nxt()),
                flags,
                wnd,
                0,
                options,
                payload));
    }

    private void fail(String what) {
        throw new SimulationFailure(name + ": " + what);
    }
}
