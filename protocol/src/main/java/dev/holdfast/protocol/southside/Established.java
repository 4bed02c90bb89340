package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.recovery.ForgedHandshake;
import dev.holdfast.protocol.wire.DropReason;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import dev.holdfast.protocol.wire.TcpOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose handshake the client has been told of, through every life of its server.
 *
 * <p>LIVE: segments pass at once and are logged beside it; acknowledgments wait for stability (I1), output for what it depends
 * on (I2). Otherwise the wrap has <em>custody</em>: it acknowledges by itself what is stable and feeds it to the server's TCP
 * when there is one. Not thread-safe: owned by the packet loop.
 */
final class Established {

    private final ConnectionId id;
    private final SynProfile clientSyn;
    private final Segment firstSynAck;
    private final WrapLimits limits;
    private final Outbox out;
    private final InboundLog log;
    private final ClientPort client;
    private final OutputCommit output;
    private final ProgramClosing closing;
    private final ClientInquiry inquiry;
    private final LostTail lostTail = new LostTail();

    private Phase phase = Phase.LIVE;
    private int incarnation;
    private ServerPort server;
    private @Nullable ForgedHandshake handshake;
    private @Nullable Custody custody;
    private long ackRecorded;
    private long finEnd = Long.MAX_VALUE;
    private boolean wakesClient;
    private boolean replaced;
    private @Nullable AfterEnd afterEnd;

    Established(
            ConnectionId id,
            Segment syn,
            Segment synAck,
            int incarnation,
            WrapLimits limits,
            CloseWitness witness,
            Outbox out) {
        this.id = id;
        this.incarnation = incarnation;
        this.limits = limits;
        this.closing = new ProgramClosing(witness, out);
        this.out = out;
        this.firstSynAck = synAck;
        this.clientSyn = SynProfile.of(syn);
        this.log = new InboundLog(limits.islandsMax());
        this.inquiry = ClientInquiry.needless();
        this.output = new OutputCommit(log, closing, inquiry, limits.heldBytesMax(), this::deliver);
        this.client = new ClientPort(id.clientIsn(), synAck.seq(), clientSyn, SynProfile.of(synAck));
        this.client.learnSyn(syn);
        this.server = new ServerPort(id.clientIsn(), clientSyn, synAck, 0);
    }

    /** Takes up what another node left in the journal; the server is down, the client a stranger. */
    Established(Connection.Open state, WrapLimits limits, CloseWitness witness, Outbox out) {
        ConnectionOpened opened = state.opened();
        this.id = opened.id();
        this.incarnation = state.incarnation();
        this.limits = limits;
        this.closing = new ProgramClosing(witness, out);
        this.out = out;
        this.clientSyn = opened.clientSyn();
        this.firstSynAck = synAck(opened);
        this.log = InboundLog.restored(state.logged(), state.finOffset(), limits.islandsMax());
        this.inquiry = ClientInquiry.ofRestored();
        this.output = new OutputCommit(log, closing, inquiry, limits.heldBytesMax(), this::deliver);
        this.client = ClientPort.restored(opened, log.stableEnd(), state.clientAcked());
        this.ackRecorded = state.clientAcked();
        this.server = new ServerPort(id.clientIsn(), clientSyn, firstSynAck, 0);
        this.phase = Phase.DOWN;
    }

    private static Segment synAck(ConnectionOpened opened) {
        SynProfile syn = opened.serverSyn();
        return new Segment(
                opened.serverIss(),
                opened.id().clientIsn().plus(1),
                syn.flags(),
                syn.wnd(),
                0,
                syn.options(syn.tsVal(), opened.clientSyn().tsVal()),
                Payload.EMPTY);
    }

    /** Whether the client has not yet told where it stands. */
    boolean awaitsClient() {
        return !inquiry.isAnswered();
    }

    /** Packets may leave from now on: the client is asked. */
    void wake(long nowNanos) {
        inquiry.wake(nowNanos);
        inquire(nowNanos);
    }

    /** Asks a client that another node served where it is; one that has answered is told what of it was lost. */
    private void inquire(long nowNanos) {
        if (inquiry.isVain(nowNanos)) {
            abort("the client does not answer");
        } else if (inquiry.isDue(nowNanos)) {
            out.toClient(client.question());
        } else if (lostTail.isDue(log.loggedEnd(), nowNanos)) {
            out.unreachable(client.nextExpected());
        }
    }

    void open(boolean serverUp) {
        client.sentSynAck(firstSynAck, server.edge());
        out.toClient(firstSynAck);
        if (!serverUp) {
            crash();
        }
    }

    Phase phase() {
        return phase;
    }

    long bytesIn() {
        return log.loggedEnd() - 1 - (log.finLogged() ? 1 : 0);
    }

    long bytesOut() {
        return Math.max(0, client.acked() - 1 - (client.acked() >= finEnd ? 1 : 0));
    }

    long stableLag() {
        return log.loggedEnd() - log.stableEnd();
    }

    boolean needsTick() {
        boolean busy = phase != Phase.LIVE || custody != null || lostTail.isOpen() || clientHasClosed();
        return phase != Phase.ENDED && busy;
    }

    // ---- from the client

    void fromClient(Segment segment, long nowNanos) {
        if (afterEnd != null) {
            fromClientAfterEnd(afterEnd, segment);
            return;
        }
        if (segment.isSyn()) {
            synAgain(segment);
            return;
        }
        long offset = client.inboundOffset(segment, log.loggedEnd());
        if (segment.isRst()) {
            clientReset(segment, offset);
            return;
        }
        if (!segment.isAck()) {
            out.dropped(DropReason.BAD_TCP_HEADER);
            return;
        }
        long ack = client.ackOffset(segment);
        if (ack > client.ackMax()) {
            out.dropped(DropReason.ACK_OF_UNSENT);
            return;
        }
        long left = Math.max(client.lastAck(), server.rcvNxt());
        if (!client.heeds(segment, offset, ack, client.earliest(left), nowNanos)) {
            unheeded(segment, offset, ack);
            return;
        }
        client.learn(segment, ack, offset <= left, nowNanos);
        boolean news = client.learnPredecessor(segment, ack);
        if (awaitsClient()) {
            inquiry.answered();
            server.continueClock(client);
            lostTail.begin(log.loggedEnd(), offset + segment.len(), nowNanos);
        }
        recordAck();
        admit(segment, offset, ack, nowNanos);
        if (news && phase != Phase.ENDED) {
            output.release();
            sendAck();
        }
        endIfBothClosed();
    }

    /**
     * An old segment, a probe, or an attacker's; nobody believes it (I12). The server's TCP answers it, unless that answer would
     * be held back, or its TCP might take bytes that are not logged.
     */
    private void unheeded(Segment segment, long offset, long ack) {
        out.dropped(DropReason.BEYOND_WINDOW);
        boolean repeated = offset + segment.len() <= client.lastAck() && server.rcvNxt() <= client.lastAck();
        if (phase == Phase.LIVE && (segment.len() == 0 || repeated)) {
            out.toServer(server.translate(segment, ack, client));
        } else if (segment.len() > 0 || offset < log.loggedEnd()) {
            sendAck();
        }
    }

    private void admit(Segment segment, long offset, long ack, long nowNanos) {
        long before = log.loggedEnd();
        long end = offset + segment.len();
        if (phase == Phase.LIVE && end > server.edge() && end <= client.advertisedEdge() && end > before) {
            takeCustody();
        }
        InboundLog.Admission admission = log.admit(
                offset,
                segment.payload(),
                segment.isFin(),
                Math.max(server.edge(), client.advertisedEdge()),
                this::logRun);
        if (admission == InboundLog.Admission.REFUSED) {
            out.dropped(DropReason.LOG_FULL);
            if (segment.len() > 0) {
                sendAck();
            }
        } else if (phase == Phase.LIVE) {
            out.toServer(server.translate(segment, ack, client));
            server.edgeTold(client.windowEdge());
        } else {
            answerInCustody(segment, offset, before, admission);
            feed(nowNanos);
        }
    }

    private boolean logRun(long offset, Payload bytes, boolean fin) {
        if (!out.logBytes(offset, bytes, fin)) {
            return false;
        }
        if (custody != null && phase == Phase.REPLAY) {
            custody.logged(offset, bytes, fin);
        }
        return true;
    }

    /** What a receiving TCP would acknowledge at once: old bytes, bytes beyond a gap, probes. */
    private void answerInCustody(Segment segment, long offset, long before, InboundLog.Admission admission) {
        boolean old = admission == InboundLog.Admission.NOTHING_NEW && (segment.len() > 0 || offset < before);
        boolean beyondGap = admission == InboundLog.Admission.LOGGED && log.loggedEnd() == before;
        if (old || beyondGap) {
            sendAck();
        }
    }

    private void recordAck() {
        if (client.acked() - ackRecorded >= limits.ackRecordBytes()) {
            ackRecorded = client.acked();
            out.record(new ConnectionEvent.ClientAckAdvanced(ackRecorded));
        }
    }

    private void synAgain(Segment syn) {
        if (!syn.seq().equals(id.clientIsn()) && clientHasClosed()) {
            end(ClosedBy.BOTH, "closed, and its ports are used again");
        } else if (syn.seq().equals(id.clientIsn()) && client.acked() < 1) {
            if (inquiry.isAwake()) {
                out.toClient(firstSynAck);
            }
        } else {
            sendAck();
        }
    }

    private void clientReset(Segment segment, long offset) {
        if (clientHasClosed() || inquiry.isGone()) {
            return;
        }
        if (offset == log.loggedEnd() && mayBeGone()) {
            clientIsGone();
        } else if (offset == log.loggedEnd()) {
            switch (phase) {
                case LIVE -> out.toServer(server.translate(segment, client.acked(), client));
                case HANDSHAKE, REPLAY -> destroyServer();
                case OPENING, DOWN, ENDED -> {}
            }
            end(ClosedBy.CLIENT, "reset");
        } else if (phase == Phase.LIVE) {
            out.toServer(segment);
        } else if (offset > client.lastAck() && offset < client.advertisedEdge()) {
            sendAck();
        }
    }

    /** Whether the client may have closed both ways before: the journal knows its own FIN only. */
    private boolean mayBeGone() {
        return inquiry.isOfRestored() && log.finLogged() && (finEnd == Long.MAX_VALUE || awaitsClient());
    }

    /**
     * It had closed, and knows of nothing: so it had received everything. The server must have its bytes nevertheless, and may not
     * hear that nobody listens; but if it says more than the client can have heard, the client had not closed, it gave up (I11).
     */
    private void clientIsGone() {
        inquiry.gone(client.ackMax());
        client.absent(client.acked());
        if (phase == Phase.LIVE || phase == Phase.REPLAY) {
            ackServer();
            settle();
        }
    }

    // ---- from the server

    void fromServer(Segment segment, long ticket, long nowNanos) {
        switch (phase) {
            case OPENING, DOWN -> fromTheDead(segment);
            case HANDSHAKE -> {
                if (handshake != null && handshake.accepts(segment, nowNanos)) {
                    handshakeDone(segment, nowNanos);
                }
            }
            case LIVE, REPLAY -> synchronizedFromServer(segment, ticket, nowNanos);
            case ENDED -> {
                if (afterEnd != null) {
                    fromServerAfterEnd(afterEnd, segment);
                }
            }
        }
    }

    /** A kernel answers what it cannot place with a RST of the number it was given: an attacker's, if it is not the stream's (I12). */
    private boolean isPlausibleReset(long offset) {
        long oldest = Math.max(0, server.delivered() - client.windowMax());
        return offset >= oldest && offset <= Math.max(server.sndNxt(), client.windowEdge());
    }

    /** What a dead server's socket still says is dropped, and the socket reset with the number it names (RFC 5961 section 3). */
    private void fromTheDead(Segment segment) {
        out.dropped(DropReason.OLD_INCARNATION);
        if (segment.isAck() && !segment.isRst()) {
            resetServer(server.ackOffset(segment));
        }
    }

    private void synchronizedFromServer(Segment segment, long ticket, long nowNanos) {
        if (segment.isSyn()) {
            if (!segment.seq().equals(server.iss())) {
                // the one that was believed came from a dead server's backlog
                crash();
            } else if (replaced || client.acked() >= 1) {
                ackServer();
            } else {
                out.toClient(firstSynAck);
            }
            return;
        }
        long offset = server.outboundOffset(segment);
        if (segment.isRst() && !isPlausibleReset(offset)) {
            out.dropped(DropReason.BEYOND_WINDOW);
            return;
        }
        boolean closes = segment.isRst() || segment.isFin();
        if (closes && !closing.explains(segment.isRst(), phase == Phase.REPLAY)) {
            if (segment.isFin() && segment.isAck() && !segment.isRst()) {
                server.learn(segment, offset, server.ackOffset(segment));
            }
            crash();
            return;
        }
        if (segment.isRst()) {
            if (clientHasClosed()) {
                end(ClosedBy.BOTH, "closed");
            } else {
                commit(segment, offset, ticket);
            }
            return;
        }
        long ack = server.ackOffset(segment);
        server.learn(segment, offset, ack);
        if (inquiry.leftBefore(offset + segment.len())) {
            destroyServer();
            end(ClosedBy.CLIENT, "reset");
            return;
        }
        if (inquiry.isGone()) {
            client.absent(offset + segment.len());
        }
        if (custody != null) {
            custody.heard(segment.len() == 0, nowNanos);
        }
        if (segment.len() > 0 && offset + segment.len() <= client.acked()) {
            if (segment.isFin()) {
                finEnd = offset + segment.len();
            }
            ackServer();
            if (hasNews()) {
                sendAck();
            }
        } else if (segment.len() > 0) {
            commit(segment, offset, ticket);
            deliverRememberedAck();
            sendAckIfProgress();
        } else {
            pureAckFromServer(segment, offset, ack);
        }
        settle();
        endIfBothClosed();
    }

    private void commit(Segment segment, long offset, long ticket) {
        boolean closes = segment.isRst() || segment.isFin();
        if (!output.offer(new HeldOutput.Held(segment, offset, server.rcvNxt(), ticket, closes))) {
            out.dropped(DropReason.HELD_TOO_MUCH);
        }
        output.release();
    }

    /** A RST goes where the client is, which may be further than a new incarnation got before it closed (RFC 5961 section 3). */
    private void deliver(HeldOutput.Held entry) {
        Segment segment = entry.segment();
        long ack = ackForClient();
        if (!segment.options().sack().isEmpty() && ack != server.ackOffset(segment)) {
            segment = segment.withOptions(segment.options().withSack(List.of()));
        }
        long offset = segment.isRst() ? client.sentEnd() : entry.offset();
        out.toClient(client.translate(segment, offset, ack, server.edge(), server.tsDelta()));
        if (segment.isFin()) {
            finEnd = entry.offset() + segment.len();
        }
        if (segment.isRst()) {
            end(ClosedBy.SERVER, "reset");
        }
    }

    /**
     * A pure ACK goes on as it is only if the client will heed its number. An old number is a probe: the client's own answer is passed on if the server has got as far as the
     * client, else it is only asked for its window.
     */
    private void pureAckFromServer(Segment segment, long offset, long ack) {
        long target = ackForClient();
        boolean probes = offset < server.sndNxt();
        boolean genuine = phase == Phase.LIVE && ack == target;
        if (genuine && !probes && output.isIdle() && offset >= client.sentEnd()) {
            out.toClient(client.translate(segment, offset, target, server.edge(), server.tsDelta()));
            return;
        }
        if (awaitsClient()) {
            if (probes) {
                ackServer();
            }
            return;
        }
        if (hasNews() || (genuine && !probes)) {
            sendAck();
        }
        boolean clientAnswers = genuine && client.acked() >= 1 && offset >= client.acked() - 1;
        if (probes && clientAnswers) {
            out.toClient(client.translate(segment, offset, target, server.edge(), server.tsDelta()));
        } else if (probes) {
            ackServer();
            out.toClient(client.probe());
        }
    }

    /** Whether the client may be told more than it was. */
    private boolean hasNews() {
        return ackForClient() > client.lastAck() || server.edge() > client.advertisedEdge();
    }

    /** Tells the server what the client acknowledged, as far as this incarnation has got. */
    private void deliverRememberedAck() {
        if (Math.min(client.acked(), server.sndNxt()) > server.delivered()) {
            ackServer();
        }
    }

    private void ackServer() {
        out.toServer(server.own(TcpFlags.ACK, server.inboundNxt(), Math.max(client.acked(), 1), client, Payload.EMPTY));
    }

    // ---- acknowledgments to the client

    /**
     * How far the client may be acknowledged: what is stable (I1), and, while the server's TCP is fed by the client itself, only
     * what that TCP has or what was promised before.
     */
    private long ackForClient() {
        long stable = log.stableEnd();
        return phase == Phase.LIVE ? Math.min(stable, Math.max(server.rcvNxt(), client.lastAck())) : stable;
    }

    private void sendAckIfProgress() {
        if (ackForClient() > client.lastAck()) {
            sendAck();
        }
    }

    private void sendAck() {
        if (awaitsClient() || inquiry.isGone()) {
            return;
        }
        long ack = ackForClient();
        out.toClient(client.pureAck(ack, server.edge(), sackForClient(ack)));
    }

    /**
     * What the client need not repeat. In custody it must hear so from here: a Linux client that goes on sending small pieces and is told
     * of no gap puts its repetition off with each of them. Between {@code ack} and the end of what is logged, there is no gap.
     */
    private List<TcpOptions.SackBlock> sackForClient(long ack) {
        if (phase == Phase.LIVE && ack == server.rcvNxt()) {
            return server.sack();
        }
        return ack == log.loggedEnd() ? client.sack(log.beyondGaps(TcpOptions.SACK_BLOCKS_MAX)) : List.of();
    }

    // ---- the journal

    void bytesStable(long from, long to, long nowNanos) {
        log.stable(from, to);
        if (phase == Phase.ENDED) {
            return;
        }
        output.release();
        if (phase != Phase.ENDED) {
            sendAckIfProgress();
        }
        if (custody != null && phase == Phase.REPLAY) {
            custody.journalGrew(nowNanos);
            settle();
        }
        endIfBothClosed();
    }

    void outcomesStable(long ticket) {
        output.outcomesStable(ticket);
    }

    void eventStable(ConnectionEvent event) {
        if (event instanceof ServerClosed) {
            closing.confirmed();
            output.release();
            endIfBothClosed();
        }
    }

    void replayBytes(long offset, Payload bytes, long nowNanos) {
        if (custody != null) {
            custody.journalBytes(offset, bytes, nowNanos);
            settle();
        }
    }

    void journalBlocked(boolean blocked) {
        client.closeWindow(blocked);
        if (phase != Phase.ENDED) {
            sendAck();
        }
    }

    // ---- the server's death and its successor

    void serverDied() {
        switch (phase) {
            case LIVE, HANDSHAKE, REPLAY -> crash();
            case OPENING, DOWN, ENDED -> {}
        }
    }

    /** From here on nothing of this incarnation passes; its sockets are destroyed (section 7 of the design). */
    private void crash() {
        destroyServer();
        output.clear();
        custody = null;
        handshake = null;
        closing.newLife();
        phase = Phase.DOWN;
        sendAckIfProgress();
        if (client.acked() < client.sentEnd() && !awaitsClient()) {
            out.toClient(client.probe());
        }
        out.serverLost();
    }

    /** Resets the server's socket with every number that it may expect; only the exact one is believed (RFC 5961 section 3). */
    private void destroyServer() {
        resetServer(server.rcvNxt());
        if (server.sentEnd() != server.rcvNxt()) {
            resetServer(server.sentEnd());
        }
        if (handshake != null) {
            resetServer(1);
        }
    }

    private void resetServer(long offset) {
        out.toServer(server.own(TcpFlags.RST, offset, client.acked(), client, Payload.EMPTY));
    }

    void startRecovery(int newIncarnation, long nowNanos) {
        if (phase == Phase.HANDSHAKE && handshake != null) {
            incarnation = newIncarnation;
            handshake.retryAtOnce(nowNanos);
        }
        if (phase != Phase.DOWN) {
            return;
        }
        incarnation = newIncarnation;
        phase = Phase.HANDSHAKE;
        handshake = new ForgedHandshake(id.clientIsn(), clientSyn, client.clientTsVal(), nowNanos, out::toServer);
    }

    @Nullable
    SeqNum numberForServer(SeqNum seq) {
        return phase == Phase.LIVE || phase == Phase.REPLAY ? server.numberOf(client.outboundOffset(seq)) : null;
    }

    private void handshakeDone(Segment synAck, long nowNanos) {
        handshake = null;
        replaced = true;
        server = new ServerPort(
                id.clientIsn(),
                clientSyn,
                synAck,
                client.clockDelta(synAck.options().tsVal()));
        out.record(new ServerReplaced(incarnation, synAck.seq()));
        custody = custodyFrom(1);
        phase = Phase.REPLAY;
        wakesClient = true;
        ackServer();
        feed(nowNanos);
    }

    /**
     * The server's TCP has less room than the client was promised: keep what does not fit and feed it later. What the client
     * sent already and the server has not acknowledged is repeated from the journal, because the client will not do it.
     */
    private void takeCustody() {
        custody = custodyFrom(server.rcvNxt());
        phase = Phase.REPLAY;
        sendAckIfProgress();
    }

    private Custody custodyFrom(long offset) {
        return new Custody(offset, server, client, log, limits.replaySegmentMax(), out);
    }

    private void feed(long nowNanos) {
        if (phase == Phase.REPLAY && custody != null) {
            custody.heard(false, nowNanos);
            deliverRememberedAck();
            if (client.windowEdge() > server.edgeTold()) {
                ackServer();
            }
            settle();
        }
    }

    /** Ends custody when the server's TCP was sent everything that was logged. */
    private void settle() {
        if (custody == null) {
            return;
        }
        if (phase == Phase.REPLAY && custody.hasFedAll() && !awaitsClient()) {
            phase = Phase.LIVE;
            if (wakesClient) {
                wakesClient = false;
                sendAck();
            }
        }
        if (phase == Phase.LIVE && custody.isSettled()) {
            custody = null;
        }
    }

    void tick(long nowNanos) {
        if (handshake != null) {
            handshake.tick(nowNanos);
        }
        if (custody != null) {
            custody.tick(nowNanos);
            settle();
        }
        if (phase != Phase.ENDED) {
            inquire(nowNanos);
        }
        endIfBothClosed();
    }

    // ---- the end

    /**
     * The connection is over when the program let go of it, too: until then a crash would lose bytes that the server's TCP has
     * and the program has not read.
     */
    private void endIfBothClosed() {
        boolean speaks = phase == Phase.LIVE || phase == Phase.REPLAY;
        if (speaks
                && clientHasClosed()
                && server.rcvNxt() > log.finOffset()
                && server.sndNxt() >= finEnd
                && closing.hasLetGo()) {
            end(ClosedBy.BOTH, "closed");
        }
    }

    /**
     * Whether both directions are complete for the client: it may be gone, and a RST of its kernel means no more than that. One that
     * has not answered yet may not know that its FIN was acknowledged.
     */
    private boolean clientHasClosed() {
        return !awaitsClient() && client.acked() >= finEnd && log.finLogged() && client.lastAck() > log.finOffset();
    }

    void abort(String why) {
        if (phase == Phase.ENDED) {
            return;
        }
        resetServer(server.rcvNxt());
        out.toClient(client.reset(client.acked(), client.lastAck()));
        end(ClosedBy.HOLDFAST, why);
    }

    private void fromClientAfterEnd(AfterEnd end, Segment segment) {
        switch (end.toClient(segment, client.inboundOffset(segment, log.loggedEnd()) < log.loggedEnd())) {
            case NOTHING -> {}
            case ACKNOWLEDGE -> sendAck();
            case RESET -> out.toClient(client.reset(client.ackOffset(segment), client.lastAck()));
        }
    }

    private void fromServerAfterEnd(AfterEnd end, Segment segment) {
        long offset = server.outboundOffset(segment);
        long ack = server.ackOffset(segment);
        switch (end.toServer(segment, offset < server.sndNxt())) {
            case NOTHING -> {}
            case ACKNOWLEDGE -> {
                server.learn(segment, offset, ack);
                ackServer();
            }
            case RESET -> resetServer(ack);
        }
    }

    private void end(ClosedBy by, String why) {
        afterEnd = new AfterEnd(by);
        phase = Phase.ENDED;
        output.clear();
        custody = null;
        handshake = null;
        out.ended(new ConnectionClosed(by, why));
    }
}
