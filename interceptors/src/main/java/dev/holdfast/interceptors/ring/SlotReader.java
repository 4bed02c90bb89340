package dev.holdfast.interceptors.ring;

import static dev.holdfast.interceptors.ring.RingLayout.HEADER_BYTES;
import static dev.holdfast.interceptors.ring.RingLayout.LONG;
import static dev.holdfast.interceptors.ring.RingLayout.LONGS;
import static dev.holdfast.interceptors.ring.RingLayout.SLOT_BYTES;
import static dev.holdfast.interceptors.ring.RingLayout.SLOT_DETAIL_BYTES;

import dev.holdfast.protocol.northside.Outcome;
import dev.holdfast.protocol.northside.Outcome.Op;
import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Reads the record at a ticket. Everything is copied out first and judged afterwards, because the server can change its
 * memory at any moment.
 *
 * <p>Owned by the thread that drains the ring; holds what the last {@link #read} found.
 */
final class SlotReader {

    private static final int PID_MAX = 1 << 22;
    private static final int DESCRIPTOR_MAX = 1 << 30;
    private static final int ERRNO_MAX = 4095;

    /** What the slots at a ticket hold. */
    sealed interface Found {

        /** A record over this many slots. */
        record Whole(Outcome outcome, int slots) implements Found {}

        /** Nonsense over this many slots. */
        record Rejected(RejectReason reason, int slots) implements Found {}
    }

    private final MemorySegment memory;
    private final long slotMask;

    SlotReader(MemorySegment memory, int slotsLog2) {
        this.memory = memory;
        this.slotMask = (1L << slotsLog2) - 1;
    }

    /** The number in the slot of {@code ticket}: {@code ticket + 1} once a record's first slot is written. */
    long mark(long ticket) {
        return (long) LONGS.getAcquire(memory, at(ticket));
    }

    /** The record that begins at {@code ticket}, whose first slot is written, and ends before {@code head}. */
    Found read(long ticket, long head) {
        long at = at(ticket);
        long first = memory.get(LONG, at + 8);
        long who = memory.get(LONG, at + 16);
        long result = memory.get(LONG, at + 24);
        int further = (int) (first >>> 8) & 0xff;
        int length = (int) (first >>> 16) & 0xffff;
        if (length > Outcome.DETAIL_MAX
                || further != (length + SLOT_DETAIL_BYTES - 1) / SLOT_DETAIL_BYTES
                || further >= head - ticket) {
            return new Found.Rejected(RejectReason.BAD_LENGTH, 1);
        }
        int slots = 1 + further;
        for (int i = 1; i < slots; i++) {
            if (mark(ticket + i) != (RingLayout.FURTHER | (ticket + i + 1))) {
                return new Found.Rejected(RejectReason.TORN, slots);
            }
        }
        Optional<Op> op = Op.of((int) first & 0xff);
        if (op.isEmpty()) {
            return new Found.Rejected(RejectReason.UNKNOWN_OP, slots);
        }
        Payload detail = detail(ticket, length);
        Outcome outcome =
                new Outcome(ticket, op.get(), (int) who, (int) (first >>> 32), (int) (who >>> 32), result, detail);
        return judge(outcome)
                .<Found>map(reason -> new Found.Rejected(reason, slots))
                .orElseGet(() -> new Found.Whole(outcome, slots));
    }

    private Payload detail(long ticket, int length) {
        if (length == 0) {
            return Payload.EMPTY;
        }
        byte[] bytes = new byte[length];
        for (int done = 0, slot = 1; done < length; done += SLOT_DETAIL_BYTES, slot++) {
            int part = Math.min(SLOT_DETAIL_BYTES, length - done);
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at(ticket + slot) + 8, bytes, done, part);
        }
        return Payload.of(bytes);
    }

    private static Optional<RejectReason> judge(Outcome outcome) {
        if (outcome.pid() <= 0 || outcome.pid() > PID_MAX) {
            return Optional.of(RejectReason.BAD_PID);
        }
        if (outcome.fd() < -1 || outcome.fd() > DESCRIPTOR_MAX) {
            return Optional.of(RejectReason.BAD_DESCRIPTOR);
        }
        return isPossible(outcome.op(), outcome.result()) ? Optional.empty() : Optional.of(RejectReason.BAD_RESULT);
    }

    private static boolean isPossible(Op op, long result) {
        return switch (op) {
            case ACCEPT, DUP -> result >= -ERRNO_MAX && result <= DESCRIPTOR_MAX;
            case READ, WRITE, RANDOM -> result >= -ERRNO_MAX;
            case EPOLL, POLL, SELECT -> result >= -ERRNO_MAX && result <= Integer.MAX_VALUE;
            case CLOSE -> result == 0 || result == 1;
            case SHUTDOWN -> result >= 0 && result <= 2;
            case FORK -> result > 0 && result <= PID_MAX;
            case START -> result >= 0 && result <= PID_MAX;
            case EXIT -> result >= Integer.MIN_VALUE && result <= Integer.MAX_VALUE;
            case TIME, EXEC, THREAD, LISTEN, HOLD -> true;
        };
    }

    private long at(long ticket) {
        return HEADER_BYTES + (ticket & slotMask) * SLOT_BYTES;
    }
}
