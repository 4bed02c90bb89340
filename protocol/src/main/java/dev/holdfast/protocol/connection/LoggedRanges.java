package dev.holdfast.protocol.connection;

import java.util.ArrayList;
import java.util.List;

/**
 * Which inbound offsets are logged, as an immutable value: everything from 1 to {@code contiguousEnd}, and runs beyond gaps.
 *
 * @param islands disjoint, ascending, beyond {@code contiguousEnd}
 */
public record LoggedRanges(long contiguousEnd, List<Range> islands) {

    /** Offsets {@code [from, to)}. */
    public record Range(long from, long to) {}

    public static final LoggedRanges NONE = new LoggedRanges(1, List.of());

    public LoggedRanges {
        islands = List.copyOf(islands);
    }

    public boolean overlaps(long from, long to) {
        boolean overlaps = from < to && from < contiguousEnd;
        for (Range island : islands) {
            overlaps |= from < to && from < island.to() && island.from() < to;
        }
        return overlaps;
    }

    /** Whether all of it is logged. */
    public boolean covers(long from, long to) {
        boolean covers = to <= contiguousEnd;
        for (Range island : islands) {
            covers |= island.from() <= from && to <= island.to();
        }
        return covers;
    }

    public LoggedRanges plus(long from, long to) {
        if (islands.isEmpty() && from <= contiguousEnd) {
            return new LoggedRanges(Math.max(contiguousEnd, to), islands);
        }
        List<Range> all = new ArrayList<>(islands);
        all.add(new Range(from, to));
        all.sort((one, other) -> Long.compare(one.from(), other.from()));
        long end = contiguousEnd;
        List<Range> beyond = new ArrayList<>();
        for (Range range : all) {
            Range last = beyond.isEmpty() ? new Range(0, end) : beyond.getLast();
            if (range.from() > last.to()) {
                beyond.add(range);
            } else if (beyond.isEmpty()) {
                end = Math.max(end, range.to());
            } else {
                beyond.set(beyond.size() - 1, new Range(last.from(), Math.max(last.to(), range.to())));
            }
        }
        return new LoggedRanges(end, beyond);
    }
}
