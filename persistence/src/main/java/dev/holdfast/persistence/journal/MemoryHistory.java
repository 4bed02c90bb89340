package dev.holdfast.persistence.journal;

import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one entity in a {@link MemoryStore}: their bytes in a chain of blocks, and an index of where each begins.
 *
 * <p>Written under the store's lock and this object's monitor, read under the monitor alone.
 */
final class MemoryHistory {

    private final String persistenceId;
    private final byte[] idBytes;
    private final SlabChain chain;
    private long[] sequenceNrs = new long[4];
    private long[] positions = new long[4];
    private int first;
    private int count;
    private long highest;

    /** Of the batch that is being checked; used by the store's lock owner only. */
    private long plannedBytes;

    private long plannedHighest;

    MemoryHistory(String persistenceId, MemorySegment memory) {
        this.persistenceId = persistenceId;
        this.idBytes = persistenceId.getBytes(StandardCharsets.UTF_8);
        this.chain = new SlabChain(memory);
    }

    String persistenceId() {
        return persistenceId;
    }

    synchronized long highest() {
        return highest;
    }

    synchronized int entries() {
        return count - first;
    }

    /** Adds an entry to the plan; false if its number is not above all before it. */
    boolean plan(Entry entry, int bytes) {
        if (entry.sequenceNr() <= Math.max(highest, plannedHighest)) {
            return false;
        }
        plannedHighest = entry.sequenceNr();
        plannedBytes += bytes;
        return true;
    }

    boolean isPlanned() {
        return plannedBytes > 0;
    }

    void forgetPlan() {
        plannedBytes = 0;
        plannedHighest = 0;
    }

    /** Units that the plan needs beyond those taken. */
    long plannedUnits() {
        return unitsFor(plannedBytes);
    }

    /** Takes the planned room; the units are known to be there. */
    int takePlanned(Slabs slabs, int extraUnits) {
        return chain.grow(plannedBytes, slabs, extraUnits);
    }

    synchronized long unitsFor(long bytes) {
        return Math.ceilDiv(Math.max(0, bytes - chain.spare()), (long) Slabs.UNIT_BYTES);
    }

    /**
     * Writes into room that was taken before.
     *
     * @param bytes the entry's if they are there already
     */
    synchronized void append(Entry entry, @Nullable Payload bytes) {
        long at = chain.end();
        if (bytes == null) {
            encode(entry, at);
        } else {
            chain.append(bytes.memory());
        }
        index(entry.sequenceNr(), at);
    }

    private void encode(Entry entry, long at) {
        byte[] header = EntryFormat.header(entry);
        MemorySegment payload = entry.payload().memory();
        chain.write(at + header.length, payload);
        CRC32C crc = EntryFormat.beginChecksum(idBytes, header);
        chain.checksum(at + header.length, payload.byteSize(), crc);
        EntryFormat.seal(header, crc);
        chain.write(at, MemorySegment.ofArray(header));
        chain.advance(header.length + payload.byteSize());
    }

    /** The first entry with at least {@code sequenceNr}, or null. */
    @Nullable
    Entry ceiling(long sequenceNr, long toSequenceNr) {
        byte[] bytes;
        long found;
        synchronized (this) {
            int at = ceilingIndex(sequenceNr);
            if (at == count || sequenceNrs[at] > toSequenceNr) {
                return null;
            }
            found = sequenceNrs[at];
            long next = at + 1 < count ? positions[at + 1] : chain.end();
            bytes = chain.copy(positions[at], (int) (next - positions[at]));
        }
        return EntryFormat.decode(persistenceId, idBytes, found, bytes, 0);
    }

    /** @return how many entries went */
    synchronized int delete(long toSequenceNr, Slabs slabs) {
        int before = first;
        while (first < count && sequenceNrs[first] <= toSequenceNr) {
            first++;
        }
        int deleted = first - before;
        if (first < count) {
            chain.release(positions[first], slabs);
        } else {
            chain.releaseAll(slabs);
        }
        if (first > count / 2) {
            compact();
        }
        return deleted;
    }

    /** Where an entry's bytes begin in the region; for tests that damage them. */
    synchronized long addressOf(long sequenceNr, long offset) {
        return chain.address(positions[ceilingIndex(sequenceNr)] + offset);
    }

    private void index(long sequenceNr, long position) {
        if (count == positions.length) {
            sequenceNrs = Arrays.copyOf(sequenceNrs, 2 * count);
            positions = Arrays.copyOf(positions, 2 * count);
        }
        sequenceNrs[count] = sequenceNr;
        positions[count] = position;
        count++;
        highest = sequenceNr;
    }

    private int ceilingIndex(long sequenceNr) {
        int at = Arrays.binarySearch(sequenceNrs, first, count, sequenceNr);
        return at >= 0 ? at : -at - 1;
    }

    private void compact() {
        sequenceNrs = Arrays.copyOfRange(sequenceNrs, first, Math.max(count, first + 4));
        positions = Arrays.copyOfRange(positions, first, Math.max(count, first + 4));
        count -= first;
        first = 0;
    }
}
