package dev.holdfast.protocol.quorum;

import dev.holdfast.protocol.wire.Payload;
import java.util.List;

/**
 * What a {@link Member} asks of the node that hosts it, in order. Called on the member's thread, from within its methods; the
 * implementation does not call the member back from there.
 */
public interface QuorumEffects {

    /** To another replica of this log; may be lost. */
    void send(String to, QuorumMessage message);

    /**
     * Keeps this replica's vote. If replicas keep their memory over a restart ({@link QuorumSettings#durable()}), {@link Member#kept}
     * is called when it is durable; until then nothing is sent. What {@link #store}, this and {@link #endRestore} ask becomes
     * durable in the order in which it was asked.
     */
    void keepVote(Vote vote);

    /**
     * Makes records, one at least, durable that replace everything from index {@code first} on, then calls {@link Member#stored} with the
     * position of the last. Only called if {@link QuorumSettings#durable()}.
     */
    void store(long first, List<LogRecord> records);

    /**
     * Applies a stable record: all of them, in order, from the one after {@link ReplicaMemory#applied} or {@link #endRestore} on;
     * idempotent, because a state taken over may show later records already. Of a record with an empty payload only the place
     * counts.
     */
    void apply(long index, LogRecord record);

    /** Opens a reader of the state as applied so far, for a replica that is too far behind. */
    StateSource readState();

    /** Begins to take over another replica's state <em>beside</em> the present one, which stays valid; forgets one begun before. */
    void beginRestore();

    void restore(Payload part);

    /**
     * The state taken is now this replica's, up to {@code position} or further, in one step. Records up to there are dropped, and
     * those after it as well unless the record there is the one of {@code position}. If {@link QuorumSettings#durable()},
     * {@link Member#stored} is called with {@code position} when all that is durable; after a crash before that the state and the
     * records of before are there.
     */
    void endRestore(Position position);

    /** This node writes now; {@code last} is the record that opened the epoch, and everything before it is stable. */
    void opened(Epoch epoch, long last);

    /** As the writer: every record up to {@code index} is stable, and applied here. */
    void stable(long index);

    /** As the writer: until then, by this node's clock, no other node acts. Only grows while an epoch lasts. */
    void leaseUntil(long nanos);

    /**
     * This node, writer or candidate, gave way to {@code by}. If the lease still lives, a minority was sealed by a candidate who
     * can not succeed: take over again at once.
     */
    void deposed(Epoch by);

    /** No writer was heard for a lease; once for each silence. */
    void writerLost();
}
