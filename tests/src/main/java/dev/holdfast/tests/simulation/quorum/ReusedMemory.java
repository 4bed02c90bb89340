package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.protocol.quorum.LogRecord;
import dev.holdfast.protocol.quorum.QuorumMessage;
import dev.holdfast.protocol.wire.Holding;
import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A payload's memory as a node has it: worthless as soon as nobody holds it. What a member keeps without holding it shows as a record
 * that was never written.
 */
final class ReusedMemory implements Holding {

    private final byte[] bytes;
    private int holders = 1;

    private ReusedMemory(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The same bytes where they are held once, by the caller. */
    static Payload of(Payload content) {
        ReusedMemory memory = new ReusedMemory(content.toArray());
        return content.isEmpty() ? content : Payload.held(MemorySegment.ofArray(memory.bytes), memory);
    }

    /** The same bytes where nobody uses them again. */
    static Payload copy(Payload content) {
        return Payload.of(content.toArray());
    }

    static LogRecord copy(LogRecord record) {
        return new LogRecord(record.epoch(), copy(record.payload()));
    }

    /** The message with its payloads elsewhere. */
    static QuorumMessage moved(QuorumMessage message, UnaryOperator<Payload> where) {
        return switch (message) {
            case QuorumMessage.Append m ->
                new QuorumMessage.Append(m.epoch(), m.prev(), moved(m.records(), where), m.committed(), m.token());
            case QuorumMessage.Tail m ->
                new QuorumMessage.Tail(m.epoch(), m.after(), moved(m.records(), where), m.committed());
            case QuorumMessage.StateChunk m ->
                new QuorumMessage.StateChunk(
                        m.epoch(), m.transfer(), m.position(), m.number(), m.last(), where.apply(m.payload()));
            case QuorumMessage.Appended _,
                    QuorumMessage.Refused _,
                    QuorumMessage.Seal _,
                    QuorumMessage.Promised _,
                    QuorumMessage.FetchTail _,
                    QuorumMessage.Release _,
                    QuorumMessage.Rejoin _,
                    QuorumMessage.Rejoined _,
                    QuorumMessage.Readmit _,
                    QuorumMessage.StateTaken _ -> message;
        };
    }

    private static List<LogRecord> moved(List<LogRecord> records, UnaryOperator<Payload> where) {
        return records.stream()
                .map(each -> new LogRecord(each.epoch(), where.apply(each.payload())))
                .toList();
    }

    @Override
    public void hold() {
        QuorumOracle.require(holders > 0, () -> "memory is held that is used again already");
        holders++;
    }

    @Override
    public void release() {
        QuorumOracle.require(holders > 0, () -> "memory is released more often than held");
        if (--holders == 0) {
            Arrays.fill(bytes, (byte) '!');
        }
    }
}
