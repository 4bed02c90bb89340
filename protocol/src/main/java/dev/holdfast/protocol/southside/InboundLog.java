package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.LoggedRanges;
import dev.holdfast.protocol.connection.LoggedRanges.Range;
import dev.holdfast.protocol.wire.Payload;
import java.util.List;

/**
 * What of the client's stream has been given to the journal and what is stable there.
 *
 * <p>Invariant: stable is a subset of logged; each offset is logged once. The bytes themselves are not kept.
 */
final class InboundLog {

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final OffsetRanges logged;
    private final OffsetRanges stable;
    private long finOffset = UNKNOWN;
    private long latest;

    InboundLog(int islandsMax) {
        logged = new OffsetRanges(1, islandsMax);
        stable = new OffsetRanges(1, Integer.MAX_VALUE);
    }

    /**
     * What is in the journal is logged and stable.
     *
     * @param fin offset of the client's FIN, {@code Long.MAX_VALUE} if it has not come
     */
    static InboundLog restored(LoggedRanges ranges, long fin, int islandsMax) {
        InboundLog log = new InboundLog(Math.max(islandsMax, ranges.islands().size()));
        log.restore(1, ranges.contiguousEnd());
        ranges.islands().forEach(island -> log.restore(island.from(), island.to()));
        log.finOffset = fin;
        return log;
    }

    private void restore(long from, long to) {
        logged.add(from, to);
        stable.add(from, to);
    }

    /** Everything below is given to the journal, without a gap. */
    long loggedEnd() {
        return logged.contiguousEnd();
    }

    /** Everything below may be acknowledged: the offset that the paper calls stableSeq (I1). */
    long stableEnd() {
        return stable.contiguousEnd();
    }

    boolean hasIslands() {
        return logged.hasIslands();
    }

    /** What is logged beyond gaps, at most {@code max} runs, the latest that came first (RFC 2018 section 4). */
    List<Range> beyondGaps(int max) {
        return logged.islands(latest, max);
    }

    /** The offset after the last logged byte, gaps or not. */
    long highestLogged() {
        return logged.end();
    }

    boolean finLogged() {
        return finOffset != UNKNOWN && loggedEnd() > finOffset;
    }

    /** Whether the offset of the client's FIN is known, though bytes before it may be missing. */
    boolean finSeen() {
        return finOffset != UNKNOWN;
    }

    long finOffset() {
        return finOffset;
    }

    /** Takes one new run of bytes, or has no room for it. */
    @FunctionalInterface
    interface RunSink {
        boolean log(long offset, Payload bytes, boolean fin);
    }

    /** What became of a segment's bytes. */
    enum Admission {
        NOTHING_NEW,
        LOGGED,
        REFUSED
    }

    /** Logs what is new in {@code [offset, offset + bytes)} below {@code edge}, and the FIN behind it. */
    Admission admit(long offset, Payload bytes, boolean fin, long edge, RunSink sink) {
        long finAt = offset + bytes.length();
        long end = Math.min(finAt, Math.min(edge, finOffset));
        boolean newFin = fin && finOffset == UNKNOWN && finAt == end && finAt >= logged.end();
        Admission admission = Admission.NOTHING_NEW;
        for (long from = logged.firstMissing(offset); from < end; ) {
            long to = logged.firstPresent(from, end);
            boolean last = newFin && to == end;
            if (!take(from, bytes.slice((int) (from - offset), (int) (to - from)), last, sink)) {
                return Admission.REFUSED;
            }
            newFin &= !last;
            admission = Admission.LOGGED;
            from = logged.firstMissing(to);
        }
        if (newFin && logged.firstMissing(finAt) == finAt) {
            admission = take(finAt, Payload.EMPTY, true, sink) ? Admission.LOGGED : Admission.REFUSED;
        }
        return admission;
    }

    private boolean take(long from, Payload run, boolean fin, RunSink sink) {
        long to = from + run.length() + (fin ? 1 : 0);
        if (!logged.accepts(from, to) || !sink.log(from, run, fin)) {
            return false;
        }
        logged.add(from, to);
        latest = from;
        if (fin) {
            finOffset = to - 1;
        }
        return true;
    }

    void stable(long from, long to) {
        stable.add(from, to);
    }
}
