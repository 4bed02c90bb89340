package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.recovery.Replayer;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.TcpFlags;

/**
 * Feeds a server's TCP what the client has been, or may be, acknowledged already: from the journal, in the client's name, until the
 * server's TCP has acknowledged all of it. Owned by the packet loop; times are nanoseconds of one monotonic clock.
 */
final class Custody implements Replayer.Channel {

    private final ServerPort server;
    private final ClientPort client;
    private final InboundLog log;
    private final Outbox out;
    private final Replayer replayer;

    /**
     * @param from inbound offset of the first byte that the server lacks
     * @param segmentMax payload bytes of one segment
     */
    Custody(long from, ServerPort server, ClientPort client, InboundLog log, int segmentMax, Outbox out) {
        this.server = server;
        this.client = client;
        this.log = log;
        this.out = out;
        long journalEnd = log.finSeen() ? log.finOffset() : log.highestLogged();
        this.replayer = new Replayer(from, Math.max(from, journalEnd), segmentMax, this);
        if (log.finSeen()) {
            replayer.finAt(log.finOffset());
        }
    }

    /** The client sent more, and it was given to the journal. */
    void logged(long offset, Payload bytes, boolean fin) {
        replayer.tailBytes(offset, bytes);
        if (fin) {
            replayer.finAt(offset + bytes.length());
        }
    }

    /** The server's TCP said how far it got and how much room it has; harmless if it said nothing new. */
    void heard(boolean pureAck, long nowNanos) {
        replayer.serverAck(server.rcvNxt(), server.edge(), pureAck, nowNanos);
    }

    /** More of the client's bytes can be read back. */
    void journalGrew(long nowNanos) {
        replayer.journalGrew(nowNanos);
    }

    /** What {@link Outbox#readLog} asked for. */
    void journalBytes(long offset, Payload bytes, long nowNanos) {
        replayer.journalBytes(offset, bytes, nowNanos);
    }

    void tick(long nowNanos) {
        replayer.tick(nowNanos);
    }

    /** Whether everything that was logged has been sent once: the client itself may be heard from here on. */
    boolean hasFedAll() {
        return replayer.nxt() == log.loggedEnd() && !log.hasIslands();
    }

    /** Whether the server's TCP has acknowledged all that was sent: nothing has to be repeated for the client any more. */
    boolean isSettled() {
        return replayer.isSettled();
    }

    @Override
    public void send(long offset, Payload bytes, boolean fin) {
        int flags = TcpFlags.ACK | TcpFlags.PSH | (fin ? TcpFlags.FIN : 0);
        out.toServer(server.own(flags, offset, Math.max(client.acked(), 1), client, bytes));
    }

    @Override
    public void probe() {
        out.toServer(server.own(TcpFlags.ACK, server.rcvNxt() - 1, Math.max(client.acked(), 1), client, Payload.EMPTY));
    }

    @Override
    public void read(long offset, int bytesMax) {
        out.readLog(offset, bytesMax);
    }
}
