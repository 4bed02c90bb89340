package dev.holdfast.interceptors.ring;

import static dev.holdfast.interceptors.ring.RingLayout.ABANDONED_AT;
import static dev.holdfast.interceptors.ring.RingLayout.BEAT_AT;
import static dev.holdfast.interceptors.ring.RingLayout.HEADER_BYTES;
import static dev.holdfast.interceptors.ring.RingLayout.HEAD_AT;
import static dev.holdfast.interceptors.ring.RingLayout.INT;
import static dev.holdfast.interceptors.ring.RingLayout.INTS;
import static dev.holdfast.interceptors.ring.RingLayout.LEVEL_AT;
import static dev.holdfast.interceptors.ring.RingLayout.LONGS;
import static dev.holdfast.interceptors.ring.RingLayout.MAGIC;
import static dev.holdfast.interceptors.ring.RingLayout.MAGIC_AT;
import static dev.holdfast.interceptors.ring.RingLayout.PATIENCE_MILLIS_AT;
import static dev.holdfast.interceptors.ring.RingLayout.SLOTS_LOG2_AT;
import static dev.holdfast.interceptors.ring.RingLayout.SLOT_BYTES;
import static dev.holdfast.interceptors.ring.RingLayout.STREAMS_AT;
import static dev.holdfast.interceptors.ring.RingLayout.TAIL_AT;
import static dev.holdfast.interceptors.ring.RingLayout.VERSION;
import static dev.holdfast.interceptors.ring.RingLayout.VERSION_AT;

import dev.holdfast.interceptors.ring.SlotReader.Found;
import dev.holdfast.protocol.northside.Outcome;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The reading end of the shim's ring.
 *
 * <p>Invariant: every outcome is delivered once, in ticket order; what the server's processes write, be it garbage, costs at most
 * a counted rejection and bounded time. Owned by one thread, except {@link #abandoned()} and {@link #path()}.
 *
 * <p>Order rule: receive a packet first, then drain: what the packet depends on was published before it was sent. A slot below
 * the head that is not written yet belongs to a producer that is being interrupted: {@link #drain} spins for it
 * {@value #SPIN_NANOS} ns, then returns with {@link #isBehind()} true. A producer that was killed there never writes it; after
 * {@value #PATIENCE_NANOS} ns it is given up.
 */
public final class OutcomeRing implements AutoCloseable {

    public static final int DEFAULT_SLOTS_LOG2 = 16;
    static final long SPIN_NANOS = 50_000;
    static final long PATIENCE_NANOS = 100_000_000;

    /** Producers that wait at a full ring have taken their tickets already; more of them than this there can not be. */
    private static final long WAITING_MAX = 1L << 24;

    private final SealedMemory sealed;
    private final MemorySegment memory;
    private final SlotReader slots;
    private final long slotCount;
    private final EnumMap<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
    private long next;
    private long holeAt = -1;
    private long holeEnd;
    private long holeSinceNanos;
    private boolean behind;

    private OutcomeRing(SealedMemory sealed, int slotsLog2) {
        this.sealed = sealed;
        this.memory = sealed.memory();
        this.slots = new SlotReader(memory, slotsLog2);
        this.slotCount = 1L << slotsLog2;
    }

    /** A fresh ring with room for {@code 1 << slotsLog2} slots and the usual patience of 10 s. */
    public static OutcomeRing create(RecordLevel level, int slotsLog2) throws IOException {
        return create(level, slotsLog2, Duration.ofSeconds(10));
    }

    /**
     * A fresh ring with room for {@code 1 << slotsLog2} slots.
     *
     * @param readerPatience how long the server waits at a full ring for a reader that gives no sign of life, before it goes on
     *     unrecorded ({@link #abandoned()})
     * @throws IOException if the kernel gives no memory for it
     */
    public static OutcomeRing create(RecordLevel level, int slotsLog2, Duration readerPatience) throws IOException {
        if (slotsLog2 < RingLayout.SLOTS_LOG2_MIN || slotsLog2 > RingLayout.SLOTS_LOG2_MAX) {
            throw new IllegalArgumentException("slotsLog2 out of range: " + slotsLog2);
        }
        long bytes = HEADER_BYTES + ((long) SLOT_BYTES << slotsLog2);
        OutcomeRing ring = new OutcomeRing(SealedMemory.create("holdfast-ring", bytes), slotsLog2);
        MemorySegment memory = ring.memory;
        memory.set(INT, VERSION_AT, VERSION);
        memory.set(INT, SLOTS_LOG2_AT, slotsLog2);
        memory.set(INT, LEVEL_AT, level.code());
        memory.set(INT, PATIENCE_MILLIS_AT, Math.toIntExact(readerPatience.toMillis()));
        memory.set(INT, STREAMS_AT, 1);
        INTS.setRelease(memory, MAGIC_AT, MAGIC);
        return ring;
    }

    /** Where {@code holdfast-spawn} opens it; valid while this ring is open. */
    public Path path() {
        return sealed.path();
    }

    /** The next ticket that a producer would take. */
    public long head() {
        return (long) LONGS.getAcquire(memory, HEAD_AT);
    }

    /** Every outcome with a smaller ticket has been delivered or given up. */
    public long next() {
        return next;
    }

    /** Whether the last {@link #drain} stopped at a slot below the head. */
    public boolean isBehind() {
        return behind;
    }

    /**
     * Whether the producers gave up on this reader, or the ring is damaged: from then on nothing is recorded, and the service is
     * unprotected until the server starts again with a new ring.
     */
    public boolean abandoned() {
        return (int) INTS.getAcquire(memory, ABANDONED_AT) != 0;
    }

    public Map<RejectReason, Long> rejected() {
        return Map.copyOf(rejected);
    }

    /**
     * Delivers what was published below the head of this moment.
     *
     * @return how many outcomes were delivered
     */
    public int drain(Consumer<Outcome> consumer) {
        LONGS.getAndAdd(memory, BEAT_AT, 1L);
        long head = head();
        behind = false;
        if (head - next < 0 || head - next > slotCount + WAITING_MAX) {
            reject(RejectReason.BAD_HEAD, 1);
            INTS.setRelease(memory, ABANDONED_AT, 1);
            return 0;
        }
        long end = Math.min(head, next + slotCount);
        long deadline = 0;
        int delivered = 0;
        while (next != end) {
            long mark = slots.mark(next);
            long ahead = mark - (next + 1);
            if (ahead == 0) {
                delivered += take(head, consumer);
            } else if (mark == (RingLayout.FURTHER | (next + 1))) {
                reject(RejectReason.TORN, 1);
                next++;
            } else if (ahead > 0) {
                reject(RejectReason.FOREIGN_TICKET, 1);
                next++;
            } else {
                long now = System.nanoTime();
                deadline = deadline == 0 ? now + SPIN_NANOS : deadline;
                if (now - deadline >= 0 && !givesUp(now, head, end)) {
                    behind = true;
                    break;
                }
                Thread.onSpinWait();
            }
            if (next - end > 0) {
                break;
            }
        }
        LONGS.setRelease(memory, TAIL_AT, next);
        return delivered;
    }

    private int take(long head, Consumer<Outcome> consumer) {
        return switch (slots.read(next, head)) {
            case Found.Whole(Outcome outcome, int used) -> {
                next += used;
                consumer.accept(outcome);
                yield 1;
            }
            case Found.Rejected(RejectReason reason, int used) -> {
                next += used;
                reject(reason, 1);
                yield 0;
            }
        };
    }

    /** Gives up the unwritten slots that a killed producer left, all at once, when the first of them is too old. */
    private boolean givesUp(long now, long head, long end) {
        if (holeAt != next) {
            holeAt = next;
            holeEnd = head;
            holeSinceNanos = now;
            return false;
        }
        if (now - holeSinceNanos < PATIENCE_NANOS) {
            return false;
        }
        long from = next;
        while (next != end && next - holeEnd < 0 && slots.mark(next) - (next + 1) < 0) {
            next++;
        }
        reject(RejectReason.LOST, next - from);
        return true;
    }

    private void reject(RejectReason reason, long count) {
        rejected.merge(reason, count, Long::sum);
    }

    /** The memory lives on in the server's processes; here it can no longer be used. */
    @Override
    public void close() {
        sealed.close();
    }

    /** The raw memory, for tests that scribble into it. */
    MemorySegment memory() {
        return memory;
    }
}
