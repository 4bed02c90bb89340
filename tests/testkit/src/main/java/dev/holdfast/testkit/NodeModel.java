package dev.holdfast.testkit;

import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.southside.CloseWitness;
import dev.holdfast.protocol.southside.Outbox;
import dev.holdfast.protocol.southside.Phase;
import dev.holdfast.protocol.southside.SouthSideWrap;
import dev.holdfast.protocol.southside.SynFilter;
import dev.holdfast.protocol.southside.WrapLimits;
import dev.holdfast.protocol.wire.DropReason;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpOptions;
import org.jspecify.annotations.Nullable;

/**
 * What the node does around one real {@link SouthSideWrap}: its thin loop, the journal's confirmations, the server's lives.
 *
 * <p>Checks after each call what no single segment shows: no acknowledgment is owed (I4), the server is told the client's bytes
 * and no others (I6), a forged SYN is the client's own (I7).
 */
final class NodeModel implements Outbox, ModelJournal.Sink {

    /** What lies so far from the window may pass: the server's kernel will not take it. */
    private static final long FORGED_BEYOND = 1 << 19;

    private static final long TICK = 10 * VirtualTime.MILLI;

    /** How quick the node is about a death. */
    record Pace(long readMaxNanos, int hastyPermille) {}

    private final VirtualTime time;
    private final Dice dice;
    private final ConnectionId id;
    private final Script script;
    private final WrapLimits limits;
    private final CloseWitness witness;
    private final ServerProgram.OutcomeCounter outcomes;
    private final Pace pace;
    private final Trace trace;
    private @Nullable ModelJournal journal;
    private @Nullable ClientOracle oracle;
    private java.util.function.Consumer<Segment> clientWire = _ -> {};
    private java.util.function.Consumer<Segment> serverWire = _ -> {};
    private @Nullable SouthSideWrap wrap;
    private @Nullable Segment clientSyn;
    private ConnectionEvent.@Nullable ConnectionClosed ended;
    private boolean openedStable;
    private boolean dead;
    private int life;
    private boolean serverUp;
    private boolean ticking;
    private boolean blocked;
    private int incarnation;
    private int recoveries;
    private long serverAcked;
    private long ticketsSeen;
    private long handshakeSince = -1;
    private long handshakeMax;

    NodeModel(
            VirtualTime time,
            Dice dice,
            ConnectionId id,
            Script script,
            WrapLimits limits,
            CloseWitness witness,
            ServerProgram.OutcomeCounter outcomes,
            Pace pace,
            Trace trace) {
        this.time = time;
        this.dice = dice;
        this.id = id;
        this.script = script;
        this.limits = limits;
        this.witness = witness;
        this.outcomes = outcomes;
        this.pace = pace;
        this.trace = trace;
    }

    void connect(
            ModelJournal itsJournal,
            ClientOracle itsOracle,
            java.util.function.Consumer<Segment> toTheClient,
            java.util.function.Consumer<Segment> toTheServer) {
        journal = itsJournal;
        oracle = itsOracle;
        clientWire = toTheClient;
        serverWire = toTheServer;
    }

    Phase phase() {
        return wrap == null ? Phase.OPENING : wrap.phase();
    }

    boolean isEnded() {
        return ended != null;
    }

    int recoveries() {
        return recoveries;
    }

    private ModelJournal journal() {
        if (journal == null) {
            throw new IllegalStateException("not connected");
        }
        return journal;
    }

    private ClientOracle oracle() {
        if (oracle == null) {
            throw new IllegalStateException("not connected");
        }
        return oracle;
    }

    private static String show(Segment segment) {
        TcpOptions options = segment.options();
        StringBuilder text = new StringBuilder(segment.toString());
        if (options.timestamps()) {
            text.append(" ts ").append(options.tsVal()).append('/').append(options.tsEcr());
        }
        options.sack()
                .forEach(block ->
                        text.append(" sack ").append(block.left()).append('-').append(block.right()));
        return text.toString();
    }

    // ---- what reaches the wrap

    void fromClient(Segment segment) {
        trace.note(time.now(), () -> "client -> wrap   " + show(segment) + " " + phase());
        if (dead) {
            return;
        }
        if (wrap == null) {
            if (!segment.isSyn() || segment.isAck()) {
                return;
            }
            clientSyn = segment;
            wrap = new SouthSideWrap(
                    id, SynFilter.filter(segment), incarnation, serverUp, time.now(), limits, witness, this);
            wrap.journalBlocked(blocked);
        } else {
            wrap.fromClient(segment, time.now());
        }
        settle();
    }

    void fromServer(Segment segment) {
        trace.note(
                time.now(), () -> "wrap <- server   " + show(segment) + " ticket " + outcomes.head() + " " + phase());
        if (wrap == null) {
            return;
        }
        oracle().noteServerEdge(segment);
        long ticket = outcomes.head();
        if (ticket > ticketsSeen) {
            ticketsSeen = ticket;
            journal().outcomes(ticket);
        }
        wrap.fromServer(segment, ticket, time.now());
        boolean speaks = phase() == Phase.LIVE || phase() == Phase.REPLAY;
        if (speaks && segment.isAck() && !segment.isRst()) {
            serverAcked = Math.max(serverAcked, segment.ack().toOffset(id.clientIsn(), oracle().lastAck()));
        }
        settle();
    }

    @Override
    public void bytesStable(long from, long to) {
        trace.note(time.now(), () -> "journal          bytes " + from + " to " + to + " stable");
        if (wrap != null) {
            wrap.bytesStable(from, to, time.now());
            settle();
        }
    }

    @Override
    public void eventStable(ConnectionEvent event) {
        trace.note(time.now(), () -> "journal          " + event.getClass().getSimpleName() + " stable");
        openedStable |= event instanceof ConnectionEvent.ConnectionOpened;
        if (wrap != null && !(event instanceof ConnectionEvent.ConnectionClosed)) {
            wrap.eventStable(event);
            settle();
        }
    }

    @Override
    public void outcomesStable(long ticket) {
        if (wrap != null) {
            wrap.outcomesStable(ticket);
            settle();
        }
    }

    void journalBlocked(boolean nowBlocked) {
        trace.note(time.now(), () -> "journal          " + (nowBlocked ? "has no room" : "has room"));
        blocked = nowBlocked;
        oracle().windowMayShut(nowBlocked);
        if (wrap != null) {
            wrap.journalBlocked(nowBlocked);
            settle();
        }
    }

    /** SIGKILL to the node: what only it knew is gone. */
    void die() {
        trace.note(time.now(), () -> "node             dies, " + phase());
        dead = true;
        life++;
        recoveries++;
        wrap = null;
        ticking = false;
        serverUp = false;
        serverAcked = 0;
        ticketsSeen = 0;
        handshakeSince = -1;
        journal().writerDied();
        openedStable = journal().connection() instanceof Connection.Open;
    }

    /** Another node takes up what the journal holds; packets flow again. */
    void takeUp() {
        trace.note(time.now(), () -> "node             takes up " + journal().connection());
        dead = false;
        if (journal().connection() instanceof Connection.Open state) {
            oracle().nodeReplaced(state.opened().serverSyn().windowScale());
            SouthSideWrap restored = SouthSideWrap.restored(state, limits, witness, this);
            wrap = restored;
            restored.outcomesStable(journal().confirmedTicket());
            restored.journalBlocked(blocked);
            settle();
        }
    }

    /** The address is the new node's. */
    void wake() {
        if (wrap != null) {
            trace.note(time.now(), () -> "node             wakes its client");
            wrap.wake(time.now());
            settle();
        }
    }

    int life() {
        return life;
    }

    boolean isDead() {
        return dead;
    }

    void serverDied() {
        trace.note(time.now(), () -> "node             the server died, " + phase());
        serverUp = false;
        serverAcked = 0;
        if (wrap != null) {
            wrap.serverDied();
            settle();
        }
    }

    /** The process of one connection died; nothing to do if that is known by now. */
    void workerDied(int recoveriesThen) {
        if (recoveries == recoveriesThen && wrap != null && phase() != Phase.DOWN) {
            trace.note(time.now(), () -> "node             the worker died");
            serverAcked = 0;
            wrap.serverDied();
            settle();
        }
    }

    void serverListens() {
        if (dead) {
            return;
        }
        serverUp = true;
        startRecovery();
    }

    /** The longest time from a listening server to its SYN/ACK, nanoseconds. */
    long handshakeMax() {
        return handshakeMax;
    }

    private void noteHandshake() {
        boolean connected = phase() == Phase.REPLAY || phase() == Phase.LIVE;
        if (connected && handshakeSince >= 0) {
            handshakeMax = Math.max(handshakeMax, time.now() - handshakeSince);
        }
        if (phase() != Phase.HANDSHAKE) {
            handshakeSince = -1;
        }
    }

    private void startRecovery() {
        trace.note(time.now(), () -> "node             startRecovery, " + phase());
        recoveries++;
        incarnation++;
        if (wrap != null) {
            wrap.startRecovery(incarnation, time.now());
            if (serverUp && phase() == Phase.HANDSHAKE) {
                handshakeSince = time.now();
            }
            settle();
        }
    }

    /** After each call: nothing may be owed, and the clock must go on. */
    private void settle() {
        if (wrap == null) {
            return;
        }
        noteHandshake();
        Phase phase = wrap.phase();
        long owed = wrap.awaitsClient()
                ? 0
                : switch (phase) {
                    case OPENING, ENDED -> 0;
                    case LIVE -> Math.min(journal().confirmedEnd(), serverAcked);
                    case DOWN, HANDSHAKE, REPLAY -> journal().confirmedEnd();
                };
        if (owed > oracle().lastAck()) {
            throw new SimulationFailure(
                    "I4: " + owed + " is stable, but only " + oracle().lastAck() + " was acknowledged, " + phase);
        }
        if (wrap.needsTick() && !ticking) {
            ticking = true;
            int itsLife = life;
            time.after(TICK, () -> tick(itsLife));
        }
    }

    private void tick(int itsLife) {
        if (itsLife != life) {
            return;
        }
        ticking = false;
        if (wrap != null) {
            wrap.tick(time.now());
            settle();
        }
    }

    // ---- what the wrap asks for

    @Override
    public void toClient(Segment segment) {
        trace.note(time.now(), () -> "client <- wrap   " + show(segment));
        oracle().judge(segment, openedStable, wrap != null && wrap.awaitsClient());
        clientWire.accept(segment);
    }

    @Override
    public void toServer(Segment segment) {
        trace.note(time.now(), () -> "wrap -> server   " + show(segment));
        if (segment.isSyn()) {
            judgeSyn(segment);
        }
        long offset = segment.seq().toOffset(id.clientIsn(), oracle().lastAck());
        if (Math.abs(offset - oracle().lastAck()) < FORGED_BEYOND) {
            judgeBytes(segment, offset);
        }
        serverWire.accept(segment);
    }

    @Override
    public void unreachable(SeqNum seq) {
        trace.note(time.now(), () -> "client <- wrap   " + seq + " is unreachable");
        oracle().judgeUnreachable(seq);
    }

    private void judgeBytes(Segment segment, long offset) {
        byte[] truth = script.input();
        for (int i = 0; i < segment.payload().length(); i++) {
            long index = offset - 1 + i;
            if (index < 0 || index >= truth.length || segment.payload().at(i) != truth[(int) index]) {
                throw new SimulationFailure(
                        "I6: a byte to the server that the client never said, offset " + (index + 1));
            }
        }
        if (segment.isFin() && offset + segment.payload().length() != truth.length + 1) {
            throw new SimulationFailure("I6: a FIN to the server at " + offset);
        }
    }

    private void judgeSyn(Segment syn) {
        if (clientSyn == null) {
            clientSyn = syn;
        }
        boolean same = syn.seq().equals(clientSyn.seq())
                && syn.wnd() == clientSyn.wnd()
                && syn.flags() == clientSyn.flags()
                && syn.options().withTimestamps(0, 0).equals(clientSyn.options().withTimestamps(0, 0));
        if (!same) {
            throw new SimulationFailure("I7: the forged SYN differs: " + syn);
        }
    }

    @Override
    public boolean logBytes(long offset, Payload bytes, boolean fin) {
        return journal().append(offset, bytes, fin);
    }

    @Override
    public void record(ConnectionEvent event) {
        journal().record(event);
    }

    @Override
    public void readLog(long offset, int bytesMax) {
        int limit = dice.between(1, 4) == 1 ? Math.min(bytesMax, 5000) : bytesMax;
        if (dice.chance(500)) {
            Payload now = journal().read(offset, limit);
            int itsLife = life;
            time.after(dice.between(0, pace.readMaxNanos()), () -> replay(itsLife, offset, now));
        } else {
            int itsLife = life;
            time.after(
                    dice.between(0, pace.readMaxNanos()),
                    () -> replay(itsLife, offset, journal().read(offset, limit)));
        }
    }

    private void replay(int itsLife, long offset, Payload bytes) {
        if (wrap != null && itsLife == life) {
            trace.note(time.now(), () -> "journal          read at " + offset + ": " + bytes);
            wrap.replayBytes(offset, bytes, time.now());
            settle();
        }
    }

    @Override
    public void serverLost() {
        trace.note(time.now(), () -> "wrap             serverLost");
        serverAcked = 0;
        if (serverUp || dice.chance(pace.hastyPermille())) {
            time.after(dice.between(0, 5 * VirtualTime.MILLI), () -> {
                if (phase() == Phase.DOWN && !dead) {
                    startRecovery();
                }
            });
        }
    }

    @Override
    public void ended(ConnectionEvent.ConnectionClosed closed) {
        trace.note(time.now(), () -> "wrap             ended " + closed);
        ended = closed;
        journal().record(closed);
    }

    @Override
    public void dropped(DropReason reason) {
        trace.note(time.now(), () -> "wrap             dropped " + reason);
    }
}
