package dev.holdfast.protocol.quorum;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a log that are kept in memory: a contiguous run that follows {@link #base}. A ring; every question is O(1). Holds the
 * payloads of what it keeps.
 *
 * <p>Invariant: epochs never fall along the log.
 */
final class RecordLog {

    private static final int CAPACITY_MIN = 64;

    private @Nullable LogRecord[] ring = new @Nullable LogRecord[CAPACITY_MIN];
    /** Weight of all records ever appended up to this one, by the same slot. */
    private long[] ends = new long[CAPACITY_MIN];

    private Position base;
    private long baseEnd;
    private long lastIndex;

    RecordLog(Position base) {
        this.base = base;
        this.lastIndex = base.index();
    }

    /** The place before the first record that is kept. */
    Position base() {
        return base;
    }

    long lastIndex() {
        return lastIndex;
    }

    Position last() {
        return at(lastIndex);
    }

    /** Whether the place is known: a kept record, or the base. */
    boolean knows(long index) {
        return index >= base.index() && index <= lastIndex;
    }

    boolean knows(Position position) {
        return knows(position.index()) && epochAt(position.index()).equals(position.epoch());
    }

    /** The place of a known index. */
    Position at(long index) {
        return index == base.index() ? base : new Position(index, get(index).epoch());
    }

    Epoch epochAt(long index) {
        return index == base.index() ? base.epoch() : get(index).epoch();
    }

    LogRecord get(long index) {
        LogRecord record = index > base.index() && index <= lastIndex ? ring[slot(index)] : null;
        if (record == null) {
            throw new IllegalArgumentException(index + " is not in " + this);
        }
        return record;
    }

    void append(LogRecord record) {
        if (lastIndex - base.index() == ring.length) {
            grow();
        }
        long end = endAt(lastIndex) + record.weight();
        lastIndex++;
        record.payload().hold();
        ring[slot(lastIndex)] = record;
        ends[slot(lastIndex)] = end;
    }

    /** Drops the record at {@code from} and all that follow. */
    void truncate(long from) {
        while (lastIndex >= from) {
            clear(lastIndex--);
        }
    }

    /** Drops the oldest records up to {@code upTo} as long as more than {@code bytes} of records up to there are kept. */
    void trim(long upTo, long bytes) {
        while (base.index() < upTo && bytes(base.index(), upTo) > bytes) {
            dropFirst();
        }
    }

    /** Makes {@code position} the base; what follows it stays if the log knows the position. */
    void rebase(Position position) {
        if (knows(position)) {
            while (base.index() < position.index()) {
                dropFirst();
            }
            return;
        }
        truncate(base.index() + 1);
        baseEnd = 0;
        base = position;
        lastIndex = position.index();
    }

    /** Weight of the records after {@code after} up to {@code upTo}, both known. */
    long bytes(long after, long upTo) {
        return endAt(upTo) - endAt(after);
    }

    /** Records from {@code first} on, of at most {@code bytesMax} in all, or one. */
    List<LogRecord> slice(long first, long bytesMax) {
        long before = endAt(first - 1);
        long index = first;
        while (index < lastIndex && endAt(index + 1) - before <= bytesMax) {
            index++;
        }
        if (index == first) {
            return List.of(get(first));
        }
        LogRecord[] records = new LogRecord[(int) (index - first + 1)];
        for (int i = 0; i < records.length; i++) {
            records[i] = get(first + i);
        }
        return List.of(records);
    }

    private void dropFirst() {
        long index = base.index() + 1;
        baseEnd = endAt(index);
        base = at(index);
        clear(index);
    }

    private void clear(long index) {
        LogRecord record = ring[slot(index)];
        ring[slot(index)] = null;
        if (record != null) {
            record.payload().release();
        }
    }

    private long endAt(long index) {
        return index == base.index() ? baseEnd : ends[slot(index)];
    }

    private int slot(long index) {
        return (int) index & (ring.length - 1);
    }

    private void grow() {
        @Nullable LogRecord[] oldRing = ring;
        long[] oldEnds = ends;
        int mask = oldRing.length - 1;
        ring = Arrays.copyOf(ring, 2 * oldRing.length);
        ends = new long[ring.length];
        Arrays.fill(ring, null);
        for (long index = base.index() + 1; index <= lastIndex; index++) {
            ring[slot(index)] = oldRing[(int) index & mask];
            ends[slot(index)] = oldEnds[(int) index & mask];
        }
    }

    @Override
    public String toString() {
        return "(" + base + ", " + last() + "]";
    }
}
