package dev.holdfast.interceptors.path;

import dev.holdfast.protocol.wire.DropReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What the packet path counted; owned by the loop's thread. */
public final class PathCounters {

    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
    long segmentsIn;
    long segmentsOut;
    long passedBy;
    long rewrittenInPlace;
    long encoded;
    long unprotected;
    long withoutNeighbour;

    void drop(DropReason reason) {
        dropped.merge(reason, 1L, Long::sum);
    }

    /** All counters by name, for status and metrics. */
    public Map<String, Long> snapshot() {
        Map<String, Long> all = new TreeMap<>();
        dropped.forEach((reason, count) -> all.put("dropped_" + reason.label(), count));
        all.put("segments_in", segmentsIn);
        all.put("segments_out", segmentsOut);
        all.put("passed_by", passedBy);
        all.put("rewritten_in_place", rewrittenInPlace);
        all.put("encoded", encoded);
        all.put("unprotected_connections", unprotected);
        all.put("without_neighbour", withoutNeighbour);
        return all;
    }
}
