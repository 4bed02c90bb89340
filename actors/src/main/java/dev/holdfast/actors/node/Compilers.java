package dev.holdfast.actors.node;

import dev.holdfast.interceptors.host.CompilerThreads;
import java.util.concurrent.TimeUnit;

/** Whether the JVM's compilers have little left to do. Owned by the loop's thread. */
final class Compilers {

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long REST_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

    private long windowEndNanos;
    private long wantedBefore;
    private boolean resting;
    private boolean begun;

    /** Whether in the last half second they wanted less than a fifth of one processor; not before one has passed. To be called often. */
    boolean rest(long nowNanos) {
        if (!begun || nowNanos - windowEndNanos >= 0) {
            long wanted = CompilerThreads.wantedNanos();
            resting = begun && wanted - wantedBefore < REST_NANOS_MAX;
            wantedBefore = wanted;
            windowEndNanos = nowNanos + WINDOW_NANOS;
            begun = true;
        }
        return resting;
    }
}
