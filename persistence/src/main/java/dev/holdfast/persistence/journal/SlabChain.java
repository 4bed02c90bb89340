package dev.holdfast.persistence.journal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A byte sequence that grows at its end and is given back from its front, laid over blocks of a {@link Region}.
 *
 * <p>Positions count from the first byte ever written and never change. Invariant: the blocks cover {@code [firstStart, limit)}
 * without gaps, and {@code firstStart <= front <= end <= limit}. Owned by its entity's lock.
 */
final class SlabChain {

    private final MemorySegment memory;
    private int[] units = new int[4];
    private int[] orders = new int[4];
    /** Position after each block. */
    private long[] ends = new long[4];

    private int first;
    private int count;
    private long end;
    private long limit;

    SlabChain(MemorySegment memory) {
        this.memory = memory;
    }

    long end() {
        return end;
    }

    long spare() {
        return limit - end;
    }

    /**
     * Takes blocks until {@code bytes} more fit; blocks grow with the chain.
     *
     * @param extraUnits how many units more than needed may be taken, so that the chain grows in larger blocks
     * @return the extra units that were taken
     */
    int grow(long bytes, Slabs slabs, int extraUnits) {
        int extraTaken = 0;
        while (spare() < bytes) {
            int needed = Math.ceilDiv((int) Math.min(bytes - spare(), 1 << 30), Slabs.UNIT_BYTES);
            int wished = Math.max(count, 31 - Integer.numberOfLeadingZeros(needed));
            int order = Math.min(Slabs.ORDER_MAX, wished);
            while (order > 0 && (1 << order) - needed > extraUnits - extraTaken) {
                order--;
            }
            int unit = slabs.take(order);
            while (unit < 0) {
                order--;
                unit = slabs.take(order);
            }
            extraTaken += Math.max(0, (1 << order) - needed);
            add(unit, order);
        }
        return extraTaken;
    }

    void append(byte[] source) {
        append(MemorySegment.ofArray(source));
    }

    /** There must be room. */
    void append(MemorySegment source) {
        write(end, source);
        end += source.byteSize();
    }

    /** Overwrites bytes whose room was taken before, {@code position} may lie beyond the end. */
    void write(long position, MemorySegment source) {
        long done = 0;
        for (int block = blockOf(position); done < source.byteSize(); block++) {
            long at = position + done;
            long length = Math.min(source.byteSize() - done, ends[block] - at);
            MemorySegment.copy(source, done, memory, address(block, at), length);
            done += length;
        }
    }

    void advance(long bytes) {
        end += bytes;
    }

    void checksum(long position, long length, CRC32C crc) {
        long done = 0;
        for (int block = blockOf(position); done < length; block++) {
            long at = position + done;
            long run = Math.min(length - done, ends[block] - at);
            crc.update(memory.asSlice(address(block, at), run).asByteBuffer());
            done += run;
        }
    }

    byte[] copy(long position, int length) {
        byte[] bytes = new byte[length];
        int done = 0;
        for (int block = blockOf(position); done < length; block++) {
            long at = position + done;
            int run = (int) Math.min(length - done, ends[block] - at);
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, address(block, at), bytes, done, run);
            done += run;
        }
        return bytes;
    }

    /** Gives back every block that lies before {@code position} as a whole. */
    void release(long position, Slabs slabs) {
        while (first < count && ends[first] <= position) {
            slabs.give(units[first], orders[first]);
            first++;
        }
        if (first > 16 && first > count / 2) {
            compact();
        }
    }

    void releaseAll(Slabs slabs) {
        release(limit, slabs);
        end = limit;
    }

    /** Where the byte at {@code position} lies in the region. */
    long address(long position) {
        return address(blockOf(position), position);
    }

    private long address(int block, long position) {
        long start = ends[block] - Slabs.bytes(orders[block]);
        return (long) units[block] * Slabs.UNIT_BYTES + (position - start);
    }

    private int blockOf(long position) {
        int at = Arrays.binarySearch(ends, first, count, position);
        return at >= 0 ? at + 1 : -at - 1;
    }

    private void add(int unit, int order) {
        if (count == units.length) {
            units = Arrays.copyOf(units, 2 * count);
            orders = Arrays.copyOf(orders, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        units[count] = unit;
        orders[count] = order;
        limit += Slabs.bytes(order);
        ends[count] = limit;
        count++;
    }

    private void compact() {
        int live = count - first;
        System.arraycopy(units, first, units, 0, live);
        System.arraycopy(orders, first, orders, 0, live);
        System.arraycopy(ends, first, ends, 0, live);
        first = 0;
        count = live;
    }
}
