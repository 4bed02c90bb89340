package dev.holdfast.actors.node;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether the JVM's compilers have little left to do. Owned by the loop's thread. */
final class Compilers {

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long BUSY_MILLIS = 100;

    /** Null for a JVM that only interprets. */
    private final @Nullable CompilationMXBean bean = ManagementFactory.getCompilationMXBean();

    private long windowEndNanos;
    private long millisBefore;
    private boolean resting;
    private boolean begun;

    /** Looks at half a second at a time: at most a fifth of one processor's counts as rest. To be called often. */
    boolean rest(long nowNanos) {
        if (bean == null || !bean.isCompilationTimeMonitoringSupported()) {
            return true;
        }
        if (!begun || nowNanos - windowEndNanos >= 0) {
            long millis = bean.getTotalCompilationTime();
            resting = begun && millis - millisBefore < BUSY_MILLIS;
            millisBefore = millis;
            windowEndNanos = nowNanos + WINDOW_NANOS;
            begun = true;
        }
        return resting;
    }
}
