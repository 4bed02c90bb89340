package dev.holdfast.protocol.quorum;

import dev.holdfast.protocol.wire.Payload;
import java.util.List;

/**
 * What nodes tell each other about one VIP's log. Messages may be lost, doubled, reordered and late.
 *
 * <p>The transport knows, and hands over with each message, which node sent it and in which life ({@link Lives}). Lists and
 * payloads are immutable and shared, never copied; whoever keeps a payload holds it.
 */
public sealed interface QuorumMessage {

    /**
     * Writer to replica: records, and a heartbeat. Without records it is the heartbeat alone.
     *
     * @param epoch the writer's
     * @param prev the place after which the records follow
     * @param records bounded by {@link QuorumSettings#messageBytesMax()}, or one
     * @param committed everything up to this index is stable
     * @param token the writer's clock at sending, in its nanoseconds; means nothing to others, who echo it
     */
    record Append(Epoch epoch, Position prev, List<LogRecord> records, long committed, long token)
            implements QuorumMessage {}

    /**
     * Replica to writer: the answer to each {@link Append}, and again when more is durable.
     *
     * @param received up to this index the replica's log is the writer's
     * @param durable as {@code received}, as durably as the setting asks: what counts for a majority; at most {@code received}
     * @param gap the append did not follow on {@code received}: send from there
     * @param learning the replica lost its memory and is not readmitted: it does not count
     * @param token the newest that was taken in this epoch
     */
    record Appended(Epoch epoch, long received, long durable, boolean gap, boolean learning, long token)
            implements QuorumMessage {}

    /**
     * Replica to writer or candidate: no.
     *
     * @param epoch what was asked for
     * @param promised what the replica holds to
     * @param waitNanos with {@link Reason#LEASED}: when it is worth asking again, else 0
     */
    record Refused(Epoch epoch, Reason reason, Epoch promised, long waitNanos) implements QuorumMessage {}

    /** Why a replica says no. */
    enum Reason {
        /** A later epoch is promised (I8). */
        PROMISED,
        /** Another node's lease may still live. */
        LEASED,
        /** The replica lost its memory, and has no voice yet. */
        AMNESIAC
    }

    /** Candidate to replica: promise to refuse every earlier epoch. */
    record Seal(Epoch epoch) implements QuorumMessage {}

    /**
     * Replica to candidate: promised.
     *
     * @param last the end of the replica's log
     * @param committed up to this index the replica knows it stable
     * @param lives known to the replica when it promised
     */
    record Promised(Epoch epoch, Position last, long committed, Lives lives) implements QuorumMessage {}

    /** Candidate to the replica with the furthest log: send what follows {@code after}. */
    record FetchTail(Epoch epoch, long after) implements QuorumMessage {}

    /**
     * Replica to candidate: a part of its log, bounded as an {@link Append}; if it no longer has the record at {@code after},
     * {@link StateChunk}s come instead.
     *
     * @param committed up to this index the replica knows it stable
     */
    record Tail(Epoch epoch, Position after, List<LogRecord> records, long committed) implements QuorumMessage {}

    /** Writer to replica: I act no longer; my lease is over at once (planned switch-over). */
    record Release(Epoch epoch) implements QuorumMessage {}

    /** Replica without memory to all: I began a new life. Repeated until readmitted. */
    record Rejoin(Lives lives) implements QuorumMessage {}

    /**
     * The answer to {@link Rejoin}.
     *
     * @param promised what the one that answers holds to
     * @param lives known to it, the asking node's new one included
     * @param amnesiac it has lost its memory itself
     * @param founders the lives that were all without memory at one time and so began the log, if it was there; else none
     */
    record Rejoined(Epoch promised, Lives lives, boolean amnesiac, Lives founders) implements QuorumMessage {}

    /** Writer to replica: in this life of yours you have all that any life of yours ever acknowledged. */
    record Readmit(Epoch epoch, long life) implements QuorumMessage {}

    /**
     * A part of the state at {@code position}, to a replica that lacks records nobody keeps any more.
     *
     * @param epoch of the writer, or of the candidate that takes the state
     * @param transfer tells one transfer of the sender from its others
     * @param number of the part, from 0
     * @param last whether it is the last
     * @param payload opaque; at most {@link QuorumSettings#messageBytesMax()}
     */
    record StateChunk(Epoch epoch, long transfer, Position position, int number, boolean last, Payload payload)
            implements QuorumMessage {}

    /** The answer to {@link StateChunk}: all parts below {@code next} are taken. */
    record StateTaken(Epoch epoch, long transfer, int next) implements QuorumMessage {}
}
