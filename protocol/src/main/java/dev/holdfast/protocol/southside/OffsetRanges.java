package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.LoggedRanges.Range;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A set of stream offsets: a prefix {@code [0, contiguousEnd)} and at most {@code islandsMax} runs beyond gaps.
 *
 * <p>Invariant: islands are disjoint, not adjacent, and lie beyond the prefix.
 */
public final class OffsetRanges {

    private final int islandsMax;
    private final TreeMap<Long, Long> islands = new TreeMap<>();
    private long contiguousEnd;

    public OffsetRanges(long contiguousEnd, int islandsMax) {
        this.contiguousEnd = contiguousEnd;
        this.islandsMax = islandsMax;
    }

    public long contiguousEnd() {
        return contiguousEnd;
    }

    /** The offset after the last member. */
    public long end() {
        return islands.isEmpty() ? contiguousEnd : islands.lastEntry().getValue();
    }

    public boolean hasIslands() {
        return !islands.isEmpty();
    }

    /** The runs beyond gaps, at most {@code max}: the one around {@code first} if there is one, then the others by offset. */
    List<Range> islands(long first, int max) {
        return Stream.concat(Stream.ofNullable(islandAround(first)), islands.entrySet().stream())
                .map(island -> new Range(island.getKey(), island.getValue()))
                .distinct()
                .limit(max)
                .toList();
    }

    /** The first offset at or after {@code offset} that is not in the set. */
    public long firstMissing(long offset) {
        if (offset < contiguousEnd) {
            return contiguousEnd;
        }
        Map.Entry<Long, Long> island = islandAround(offset);
        return island == null ? offset : island.getValue();
    }

    private Map.@Nullable Entry<Long, Long> islandAround(long offset) {
        Map.Entry<Long, Long> before = islands.floorEntry(offset);
        return before != null && offset < before.getValue() ? before : null;
    }

    /** The first offset at or after {@code offset} that is in the set, or {@code limit} if that comes first. */
    public long firstPresent(long offset, long limit) {
        if (offset < contiguousEnd || islandAround(offset) != null) {
            return offset;
        }
        Long next = islands.ceilingKey(offset);
        return next == null ? limit : Math.min(next, limit);
    }

    /** Whether {@code [from, to)} can be added without making one island too many. */
    public boolean accepts(long from, long to) {
        return to <= from || islands.size() < islandsMax || touches(from, to);
    }

    private boolean touches(long from, long to) {
        Map.Entry<Long, Long> before = islands.floorEntry(from);
        Long next = islands.ceilingKey(from);
        return from <= contiguousEnd || (before != null && before.getValue() >= from) || (next != null && next <= to);
    }

    /** Adds {@code [from, to)}, whatever of it is there already. */
    public void add(long from, long to) {
        if (to <= from || to <= contiguousEnd) {
            return;
        }
        long left = from;
        long right = to;
        Map.Entry<Long, Long> before = islands.floorEntry(left);
        if (before != null && before.getValue() >= left) {
            left = before.getKey();
            right = Math.max(right, before.getValue());
            islands.remove(left);
        }
        for (Map.Entry<Long, Long> next = islands.ceilingEntry(left);
                next != null && next.getKey() <= right;
                next = islands.ceilingEntry(left)) {
            right = Math.max(right, next.getValue());
            islands.remove(next.getKey());
        }
        if (left <= contiguousEnd) {
            contiguousEnd = right;
        } else {
            islands.put(left, right);
        }
    }
}
