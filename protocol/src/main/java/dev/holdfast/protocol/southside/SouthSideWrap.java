package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import org.jspecify.annotations.Nullable;

/**
 * One connection between the wire and the server's TCP (FT-TCP's south-side wrap).
 *
 * <p>This class knows the opening: the SYN/ACK waits until {@link ConnectionOpened} is stable, a refused or unanswered SYN is
 * simply sent again when there is a server. From then on {@link Established} does the work. Not thread-safe: owned by the
 * packet loop; all times are nanoseconds of one monotonic clock.
 */
public final class SouthSideWrap {

    private static final long SYN_RETRY_MIN_NANOS = 20_000_000;
    private static final long SYN_RETRY_MAX_NANOS = 1_000_000_000;

    /** Longer than any TCP repeats its SYN. */
    private static final long OPENING_MAX_NANOS = 240_000_000_000L;

    /** A server that is known to live and refuses for so long means it; before, it may be dying or not listen yet. */
    private static final long REFUSAL_NANOS = 3_000_000_000L;

    private static final long NEVER = Long.MIN_VALUE;

    private final ConnectionId id;
    private final WrapLimits limits;
    private final CloseWitness witness;
    private final Outbox out;
    private final Segment syn;
    private int incarnation;
    private boolean ended;
    private boolean serverUp;
    private boolean answererDied;
    private boolean journalBlocked;
    private long stableTicket;
    private long synDueNanos;
    private long refusedSinceNanos = NEVER;
    private long synRetryNanos = SYN_RETRY_MIN_NANOS;
    private long lastSynNanos;
    private @Nullable Segment synAck;
    private @Nullable Established established;

    /**
     * @param syn the client's SYN, without the options that do not survive a takeover ({@link SynFilter})
     * @param incarnation which life of the server, from 0
     * @param serverUp whether there is a server to talk to; if not, {@link #startRecovery} says when
     */
    public SouthSideWrap(
            ConnectionId id,
            Segment syn,
            int incarnation,
            boolean serverUp,
            long nowNanos,
            WrapLimits limits,
            CloseWitness witness,
            Outbox out) {
        this.id = id;
        this.syn = syn;
        this.incarnation = incarnation;
        this.serverUp = serverUp;
        this.limits = limits;
        this.witness = witness;
        this.out = out;
        this.lastSynNanos = nowNanos;
        if (serverUp) {
            sendSyn(nowNanos);
        }
    }

    private SouthSideWrap(Connection.Open state, WrapLimits limits, CloseWitness witness, Outbox out) {
        ConnectionOpened opened = state.opened();
        SynProfile clientSyn = opened.clientSyn();
        this.id = opened.id();
        this.syn = new Segment(
                id.clientIsn(),
                SeqNum.ZERO,
                clientSyn.flags(),
                clientSyn.wnd(),
                0,
                clientSyn.options(clientSyn.tsVal(), 0),
                Payload.EMPTY);
        this.incarnation = state.incarnation();
        this.limits = limits;
        this.witness = witness;
        this.out = out;
        this.established = new Established(state, limits, witness, out);
    }

    /**
     * A connection that another node, or an earlier life of this one, left in the journal: DOWN, until {@link #startRecovery} brings
     * it to a server. Nothing is sent to the client before {@link #wake}; then it is asked where it stands, because the
     * journal does not know what it was sent, promised and told of clocks. Until it has answered, its bytes are taken
     * and the server is fed, but nothing the server says is passed on.
     *
     * @param state what the journal holds, all of it stable
     */
    public static SouthSideWrap restored(Connection.Open state, WrapLimits limits, CloseWitness witness, Outbox out) {
        return new SouthSideWrap(state, limits, witness, out);
    }

    /** Packets may leave from now on: a restored connection asks its client where it stands. Otherwise nothing happens. */
    public void wake(long nowNanos) {
        if (established != null) {
            established.wake(nowNanos);
        }
    }

    /** Whether the connection was restored and its client has not answered yet. */
    public boolean awaitsClient() {
        return established != null && established.awaitsClient();
    }

    public ConnectionId id() {
        return id;
    }

    public Phase phase() {
        if (ended) {
            return Phase.ENDED;
        }
        return established == null ? Phase.OPENING : established.phase();
    }

    public int incarnation() {
        return incarnation;
    }

    /** Client bytes received in order and logged, not counting the SYN. */
    public long bytesIn() {
        return established == null ? 0 : established.bytesIn();
    }

    /** Server bytes that the client acknowledged, not counting the SYN. */
    public long bytesOut() {
        return established == null ? 0 : established.bytesOut();
    }

    /** Logged bytes that are not stable yet. */
    public long stableLag() {
        return established == null ? 0 : established.stableLag();
    }

    /** Whether {@link #tick} has something to do from time to time. */
    public boolean needsTick() {
        return established == null ? !ended : established.needsTick();
    }

    /**
     * How the server's present TCP numbers what the client knows as {@code seq}, for errors that quote a segment (I6); null if it
     * never sent that, or there is none.
     */
    public @Nullable SeqNum numberForServer(SeqNum seq) {
        return established == null ? null : established.numberForServer(seq);
    }

    // ---- packets

    public void fromClient(Segment segment, long nowNanos) {
        if (established != null) {
            established.fromClient(segment, nowNanos);
        } else if (segment.isRst() && segment.seq().equals(id.clientIsn().plus(1))) {
            out.toServer(segment);
            end("reset while opening");
        } else if (segment.isSyn()) {
            lastSynNanos = nowNanos;
            if (serverUp && synAck == null) {
                sendSyn(nowNanos);
            }
        }
    }

    /**
     * @param ticket how many recorded outcomes had been seen when this segment was (I2); 0 where outcomes are not recorded
     */
    public void fromServer(Segment segment, long ticket, long nowNanos) {
        if (established != null) {
            established.fromServer(segment, ticket, nowNanos);
            return;
        }
        boolean answersSyn =
                segment.isAck() && segment.ack().equals(id.clientIsn().plus(1));
        if (segment.isRst() && answersSyn && synAck == null) {
            refused(segment, nowNanos);
        } else if (segment.isSyn() && answersSyn && synAck == null) {
            synAck = segment.owned();
            out.record(new ConnectionOpened(
                    id, segment.seq(), SynProfile.of(syn), SynProfile.of(segment), incarnation, 0, 0));
        }
    }

    // ---- the journal

    /** Confirms a recorded event. */
    public void eventStable(ConnectionEvent event) {
        if (established != null) {
            established.eventStable(event);
        } else if (event instanceof ConnectionOpened && synAck != null && !ended) {
            established = new Established(id, syn, synAck, incarnation, limits, witness, out);
            established.outcomesStable(stableTicket);
            established.open(serverUp && !answererDied);
            if (journalBlocked) {
                established.journalBlocked(true);
            }
        }
    }

    /** Confirms logged bytes {@code [from, to)}, the FIN included. */
    public void bytesStable(long from, long to, long nowNanos) {
        if (established != null) {
            established.bytesStable(from, to, nowNanos);
        }
    }

    /** Confirms the first {@code ticket} recorded outcomes. */
    public void outcomesStable(long ticket) {
        stableTicket = Math.max(stableTicket, ticket);
        if (established != null) {
            established.outcomesStable(ticket);
        }
    }

    public void replayBytes(long offset, Payload bytes, long nowNanos) {
        if (established != null) {
            established.replayBytes(offset, bytes, nowNanos);
        }
    }

    /** The journal has no room (window 0, so that the client waits and does not give up), or has room again. */
    public void journalBlocked(boolean blocked) {
        journalBlocked = blocked;
        if (established != null) {
            established.journalBlocked(blocked);
        }
    }

    // ---- the server's life

    /** The process that held this connection is known to be dead, or its host's TCP is. */
    public void serverDied() {
        serverUp = false;
        refusedSinceNanos = NEVER;
        answererDied |= synAck != null;
        if (established != null) {
            established.serverDied();
        }
    }

    /** A server listens again. */
    public void startRecovery(int newIncarnation, long nowNanos) {
        incarnation = newIncarnation;
        serverUp = true;
        if (established != null) {
            established.startRecovery(newIncarnation, nowNanos);
        } else if (synAck == null && !ended) {
            synRetryNanos = SYN_RETRY_MIN_NANOS;
            sendSyn(nowNanos);
        }
    }

    public void tick(long nowNanos) {
        if (established != null) {
            established.tick(nowNanos);
        } else if (!ended && nowNanos - lastSynNanos > OPENING_MAX_NANOS) {
            end("the client gave up while opening");
        } else if (serverUp && synAck == null && !ended && nowNanos - synDueNanos >= 0) {
            synRetryNanos = Math.min(2 * synRetryNanos, SYN_RETRY_MAX_NANOS);
            sendSyn(nowNanos);
        }
    }

    /** Gives the connection up: a RST to both ends. */
    public void abort(String why) {
        if (established != null) {
            established.abort(why);
        } else if (!ended) {
            end(why);
        }
    }

    private void refused(Segment reset, long nowNanos) {
        if (refusedSinceNanos == NEVER) {
            refusedSinceNanos = nowNanos;
        } else if (serverUp && !ended && nowNanos - refusedSinceNanos > REFUSAL_NANOS) {
            out.toClient(reset);
            end("refused by the server");
        }
    }

    private void sendSyn(long nowNanos) {
        synDueNanos = nowNanos + synRetryNanos;
        out.toServer(syn);
    }

    private void end(String why) {
        ended = true;
        out.ended(new ConnectionClosed(ClosedBy.CLIENT, why));
    }
}
