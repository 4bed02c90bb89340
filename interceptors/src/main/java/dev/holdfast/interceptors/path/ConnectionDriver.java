package dev.holdfast.interceptors.path;

import dev.holdfast.interceptors.link.Link;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.southside.Outbox;
import dev.holdfast.protocol.southside.Phase;
import dev.holdfast.protocol.southside.SouthSideWrap;
import dev.holdfast.protocol.southside.SynFilter;
import dev.holdfast.protocol.southside.WrapLimits;
import dev.holdfast.protocol.wire.DropReason;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpOptions;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Carries out what one connection's wrap asks for: segments to the links, facts to the journal.
 *
 * <p>Owned by the loop's thread.
 */
public final class ConnectionDriver implements Outbox, ConnectionJournal.Confirmations {

    private static final int DEFAULT_MSS_V4 = 536;
    private static final int DEFAULT_MSS_V6 = 1220;
    private static final int MSS_MIN = 88;

    private final ConnectionId id;
    private final ServiceTap service;
    private final Link wire;
    private final Link inner;
    private final SegmentSender sender;
    private final PathCounters counters;
    private final LongSupplier clock;
    private final SouthSideWrap wrap;
    private final ConnectionJournal journal;
    private final int clientMss;
    private long clientMac;
    private long touchedNanos;
    private Phase phase;

    private ConnectionDriver(
            ConnectionId id,
            int clientMss,
            long clientMac,
            ServiceTap service,
            PathPorts ports,
            Function<ConnectionDriver, ConnectionJournal> journal,
            Function<ConnectionDriver, SouthSideWrap> wrap) {
        this.id = id;
        this.service = service;
        this.wire = ports.wire();
        this.inner = ports.inner();
        this.sender = ports.sender();
        this.counters = ports.counters();
        this.clock = ports.clock();
        this.clientMac = clientMac;
        this.touchedNanos = clock.getAsLong();
        int defaultMss = id.tuple().client().address().v6() ? DEFAULT_MSS_V6 : DEFAULT_MSS_V4;
        this.clientMss = clientMss == TcpOptions.ABSENT ? defaultMss : Math.max(MSS_MIN, clientMss);
        this.journal = journal.apply(this);
        this.wrap = wrap.apply(this);
        this.wrap.outcomesStable(service.stableOutcomes());
        this.phase = this.wrap.phase();
    }

    /** A connection that begins with the client's {@code syn}. */
    static ConnectionDriver opening(
            ConnectionId id,
            Segment syn,
            long clientMac,
            ServiceTap service,
            PathPorts ports,
            ConnectionJournal.Factory journals) {
        return new ConnectionDriver(
                id,
                syn.options().mss(),
                clientMac,
                service,
                ports,
                driver -> journals.open(id, driver),
                driver -> new SouthSideWrap(
                        id,
                        SynFilter.filter(syn),
                        service.incarnation(),
                        service.serving(),
                        driver.touchedNanos,
                        WrapLimits.DEFAULT,
                        service.witness(id.tuple()),
                        driver));
    }

    /** A connection that the journal holds: another node's, or an earlier life's of this one. */
    static ConnectionDriver restored(
            Connection.Open state, ServiceTap service, PathPorts ports, ConnectionJournal.Factory journals) {
        ConnectionId id = state.opened().id();
        return new ConnectionDriver(
                id,
                state.opened().clientSyn().mss(),
                state.opened().clientMac(),
                service,
                ports,
                driver -> journals.reopen(id, driver),
                driver -> SouthSideWrap.restored(state, WrapLimits.DEFAULT, service.witness(id.tuple()), driver));
    }

    /** Packets may leave from now on: a restored connection finds out where its client stands. */
    void wake() {
        wrap.wake(clock.getAsLong());
        noteProgress();
    }

    public ConnectionId id() {
        return id;
    }

    public ServiceTap service() {
        return service;
    }

    public SouthSideWrap wrap() {
        return wrap;
    }

    /** When a packet of this connection was last seen, by the loop's clock. */
    public long touchedNanos() {
        return touchedNanos;
    }

    // ---- packets, from the path

    void fromClient(Segment segment, long mac) {
        clientMac = mac;
        touchedNanos = clock.getAsLong();
        wrap.fromClient(segment, touchedNanos);
        noteProgress();
    }

    void fromServer(Segment segment) {
        touchedNanos = clock.getAsLong();
        wrap.fromServer(segment, service.ticket(), touchedNanos);
        noteProgress();
    }

    // ---- the service's life

    public void serverDied() {
        wrap.serverDied();
        noteProgress();
    }

    public void startRecovery(int incarnation) {
        wrap.startRecovery(incarnation, clock.getAsLong());
        noteProgress();
    }

    public void outcomesStable(long ticket) {
        wrap.outcomesStable(ticket);
        noteProgress();
    }

    public void abort(String why) {
        wrap.abort(why);
        noteProgress();
    }

    void tick() {
        if (wrap.needsTick()) {
            wrap.tick(clock.getAsLong());
            noteProgress();
        }
    }

    private void noteProgress() {
        Phase now = wrap.phase();
        if (now != phase) {
            phase = now;
            service.progressed(this);
        }
    }

    // ---- Outbox

    @Override
    public void toClient(Segment segment) {
        counters.segmentsOut++;
        if (!segment.payload().isEmpty()) {
            service.answered();
        }
        FourTuple tuple = id.tuple();
        sender.send(wire, clientMac, tuple.server(), tuple.client(), segment, clientMss);
    }

    @Override
    public void toServer(Segment segment) {
        FourTuple tuple = id.tuple();
        sender.send(inner, 0, tuple.client(), tuple.server(), segment, inner.mtu());
    }

    @Override
    public void unreachable(SeqNum seq) {
        FourTuple tuple = id.tuple();
        sender.unreachable(wire, clientMac, tuple.server(), tuple.client(), seq);
    }

    @Override
    public boolean logBytes(long offset, Payload bytes, boolean fin) {
        return journal.bytes(offset, bytes, fin);
    }

    @Override
    public void record(ConnectionEvent event) {
        journal.event(
                event instanceof ConnectionOpened opened
                        ? new ConnectionOpened(
                                opened.id(),
                                opened.serverIss(),
                                opened.clientSyn(),
                                opened.serverSyn(),
                                opened.incarnation(),
                                System.currentTimeMillis(),
                                clientMac)
                        : event);
    }

    @Override
    public void readLog(long offset, int bytesMax) {
        journal.read(offset, bytesMax);
    }

    @Override
    public void serverLost() {
        service.connectionLost(this);
    }

    @Override
    public void ended(ConnectionClosed closed) {
        journal.event(closed);
        journal.close();
    }

    @Override
    public void dropped(DropReason reason) {
        counters.drop(reason);
    }

    // ---- the journal's confirmations

    @Override
    public void bytesStable(long from, long to) {
        wrap.bytesStable(from, to, clock.getAsLong());
        noteProgress();
    }

    @Override
    public void eventStable(ConnectionEvent event) {
        wrap.eventStable(event);
        noteProgress();
    }

    @Override
    public void bytesRead(long offset, Payload bytes) {
        wrap.replayBytes(offset, bytes, clock.getAsLong());
        noteProgress();
    }

    @Override
    public void unreadable(String why) {
        abort(why);
    }

    @Override
    public void refused(String why) {
        abort(why);
    }

    @Override
    public void blocked(boolean nowBlocked) {
        wrap.journalBlocked(nowBlocked);
    }
}
