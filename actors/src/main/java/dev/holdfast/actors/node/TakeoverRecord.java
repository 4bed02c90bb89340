package dev.holdfast.actors.node;

import java.util.LinkedHashMap;
import java.util.Map;

/** One takeover of a virtual address and how long each part of it took; owned by the loop's thread. */
final class TakeoverRecord {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long atMillis = System.currentTimeMillis();
    private final long beganNanos;
    private final Map<String, Long> phasesMillis = new LinkedHashMap<>();
    private long mark;

    /** @param beganNanos when the last sign of the owner before came, or when the address was first wanted */
    TakeoverRecord(long beganNanos) {
        this.beganNanos = beganNanos;
        this.mark = beganNanos;
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

    Map<String, Object> describe() {
        return Map.of("at", atMillis, "phases_ms", phasesMillis);
    }
}
