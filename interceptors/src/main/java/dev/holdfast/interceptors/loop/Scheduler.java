package dev.holdfast.interceptors.loop;

import java.util.concurrent.Executor;

/** Does one thing after the other, on one thread: soon, or after a while. Any thread may ask. */
public interface Scheduler extends Executor {

    /** Calls {@code action} once, at the earliest after {@code delayNanos}. */
    Cancellable schedule(long delayNanos, Runnable action);

    /** Of a clock that only goes forward. */
    long nanoTime();
}
