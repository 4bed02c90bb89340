package dev.holdfast.actors.service;

import java.util.LinkedHashMap;
import java.util.Map;

/** One death of a server and how long each part of the recovery took; owned by the loop's thread. */
public final class FailureRecord {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final int incarnation;
    private final long atMillis;
    private final long firstSignNanos;
    private final Map<String, Long> phasesMillis = new LinkedHashMap<>();
    private String cause;
    private int connections;
    private long mark;
    private boolean answered;
    private boolean finished;

    FailureRecord(int incarnation, String cause, long firstSignNanos) {
        this.incarnation = incarnation;
        this.cause = cause;
        this.atMillis = System.currentTimeMillis();
        this.firstSignNanos = firstSignNanos;
        this.mark = firstSignNanos;
    }

    public int incarnation() {
        return incarnation;
    }

    public String cause() {
        return cause;
    }

    public long atMillis() {
        return atMillis;
    }

    public int connections() {
        return connections;
    }

    /** Phases in their order, milliseconds each; {@code first_byte} and {@code total} count from the first sign. */
    public Map<String, Long> phasesMillis() {
        return phasesMillis;
    }

    boolean isFinished() {
        return finished;
    }

    /** The whole server is gone: what single connections had reached counts no more. */
    void serverGone(String how, long nowNanos) {
        cause = how;
        phasesMillis.clear();
        mark = firstSignNanos;
        answered = false;
        reached("detect", nowNanos);
    }

    /** The phase {@code name} ends now, if it has not ended before. */
    void reached(String name, long nowNanos) {
        if (phasesMillis.putIfAbsent(name, (nowNanos - mark) / NANOS_PER_MILLI) == null) {
            mark = nowNanos;
        }
    }

    void affects(int count) {
        connections = Math.max(connections, count);
    }

    void answered(long nowNanos) {
        if (!answered) {
            answered = true;
            phasesMillis.put("first_byte", (nowNanos - firstSignNanos) / NANOS_PER_MILLI);
        }
    }

    void finish(long nowNanos) {
        finished = true;
        phasesMillis.put("total", (nowNanos - firstSignNanos) / NANOS_PER_MILLI);
    }
}
