package dev.holdfast.actors.node;

import dev.holdfast.actors.watch.NodeSnapshot;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One takeover of a virtual address and how long each part of it took; owned by the loop's thread. */
final class TakeoverRecord {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long atMillis;
    private final long beganNanos;
    private final Map<String, Long> phasesMillis = new LinkedHashMap<>();
    private long epoch;
    private long mark;

    /** @param beganNanos when the last sign of the owner before came, or when the address was first wanted */
    TakeoverRecord(long beganNanos) {
        this.beganNanos = beganNanos;
        this.mark = beganNanos;
        this.atMillis = System.currentTimeMillis() - (System.nanoTime() - beganNanos) / NANOS_PER_MILLI;
    }

    /** The ownership that it led to. */
    void in(long ownEpoch) {
        epoch = ownEpoch;
    }

    /** The phase {@code name} ends now. */
    void reached(String name, long nowNanos) {
        if (phasesMillis.putIfAbsent(name, (nowNanos - mark) / NANOS_PER_MILLI) == null) {
            mark = nowNanos;
        }
    }

    void finish(long nowNanos) {
        phasesMillis.put("total", (nowNanos - beganNanos) / NANOS_PER_MILLI);
    }

    Map<String, Long> phasesMillis() {
        return phasesMillis;
    }

    NodeSnapshot.Takeover seen() {
        return new NodeSnapshot.Takeover(
                epoch, atMillis, Collections.unmodifiableMap(new LinkedHashMap<>(phasesMillis)));
    }
}
