package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.wire.DropReason;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;

/**
 * What a wrap asks of the world; called only from within the wrap's own methods, on the thread that called them.
 *
 * <p>Segments carry no addresses: the two ends are the connection's. A segment's payload may borrow the packet being processed;
 * an implementation that keeps it takes {@link Payload#owned()}.
 */
public interface Outbox {

    void toClient(Segment segment);

    void toServer(Segment segment);

    /** The client's TCP is told that its segment with this number did not get through: ICMP "host unreachable" (RFC 6069). */
    void unreachable(SeqNum seq);

    /**
     * New bytes of the client's stream for the journal, confirmed later by {@link SouthSideWrap#bytesStable}.
     *
     * @param offset inbound offset of the first byte
     * @return false if there is no room now: nothing was taken, the segment is dropped and the client will send it again
     */
    boolean logBytes(long offset, Payload bytes, boolean fin);

    /** A fact for the journal; {@link SouthSideWrap#eventStable} confirms the kinds that something waits for. */
    void record(ConnectionEvent event);

    /** Journaled bytes from {@code offset} on are wanted; {@link SouthSideWrap#replayBytes} brings them, maybe later. */
    void readLog(long offset, int bytesMax);

    /** The server's side of this connection died; a new one is wanted ({@link SouthSideWrap#startRecovery}). */
    void serverLost();

    /** The connection is over; the wrap may be forgotten after a while. */
    void ended(ConnectionEvent.ConnectionClosed closed);

    void dropped(DropReason reason);
}
