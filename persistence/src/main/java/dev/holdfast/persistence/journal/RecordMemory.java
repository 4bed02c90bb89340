package dev.holdfast.persistence.journal;

import dev.holdfast.protocol.wire.Holding;
import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap for payloads that are written once, sent to several and kept for a while: the collector never moves
 * them, the kernel reads and writes them where they lie, and a block is used again when nobody holds it.
 *
 * <p>What is short, too long for a block, or finds no room lies in the heap instead, so nothing is ever refused. Owned by one thread;
 * access after {@link #close} throws IllegalStateException.
 */
public final class RecordMemory implements AutoCloseable {

    /** Below this a block of whole units would be wasted. */
    static final int BYTES_MIN = 16 << 10;

    private static final int BYTES_MAX = Slabs.UNIT_BYTES << Slabs.ORDER_MAX;

    private final int units;
    private @Nullable Region region;
    private final Slabs slabs;
    private boolean closed;

    /** @param bytesMax address space; memory is taken as it is first used, from its begin on */
    public RecordMemory(long bytesMax) {
        this.units = Math.toIntExact(bytesMax / Slabs.UNIT_BYTES);
        this.slabs = new Slabs(units);
    }

    /**
     * A payload of so many bytes, to be filled through {@link Payload#asBuffer} before anybody else sees it. The caller holds it; who
     * keeps it longer than the caller does holds it, too.
     */
    public Payload take(int bytes) {
        if (bytes >= BYTES_MIN && bytes <= BYTES_MAX && !closed) {
            int order = 32 - Integer.numberOfLeadingZeros((bytes - 1) / Slabs.UNIT_BYTES);
            int unit = slabs.take(order);
            if (unit >= 0) {
                MemorySegment memory = memory().asSlice((long) unit * Slabs.UNIT_BYTES, bytes);
                return Payload.held(memory, new Block(slabs, unit, order));
            }
        }
        return Payload.of(new byte[bytes]);
    }

    /** Bytes of blocks that somebody holds. */
    public long heldBytes() {
        return (long) (units - slabs.freeUnits()) * Slabs.UNIT_BYTES;
    }

    private MemorySegment memory() {
        Region present = region;
        if (present == null) {
            present = Region.of((long) units * Slabs.UNIT_BYTES);
            region = present;
        }
        return present.memory();
    }

    @Override
    public void close() {
        closed = true;
        if (region != null) {
            region.close();
            region = null;
        }
    }

    /** A block and how many hold it. */
    private static final class Block implements Holding {
        private final Slabs slabs;
        private final int unit;
        private final int order;
        private int holders = 1;

        Block(Slabs slabs, int unit, int order) {
            this.slabs = slabs;
            this.unit = unit;
            this.order = order;
        }

        @Override
        public void hold() {
            if (holders == 0) {
                throw new IllegalStateException("used again already");
            }
            holders++;
        }

        @Override
        public void release() {
            if (holders == 0) {
                throw new IllegalStateException("released more often than held");
            }
            if (--holders == 0) {
                slabs.give(unit, order);
            }
        }
    }
}
