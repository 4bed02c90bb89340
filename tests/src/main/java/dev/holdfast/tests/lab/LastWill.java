package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.Talk;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What is to be undone when a command ends, in whatever way: at its end, by a failure, by Ctrl-C or SIGTERM.
 *
 * <p>When the JVM is told to stop, the working thread is interrupted and waited for first, so that it makes nothing new
 * behind the back of the clean-up. Owned by the thread that makes it.
 */
public final class LastWill implements AutoCloseable {

    private static final long GRACE_MILLIS = 8_000;

    private final Deque<Runnable> deeds = new ArrayDeque<>();
    private final Thread worker = Thread.currentThread();
    private final Thread hook = new Thread(this::interrupted, "last-will");

    public LastWill() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Done in reverse order, each once. */
    public void add(Runnable deed) {
        synchronized (deeds) {
            deeds.push(deed);
        }
    }

    @Override
    public void close() {
        carryOut();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // the JVM is stopping, and the hook finds nothing left to do
        }
    }

    private void interrupted() {
        worker.interrupt();
        try {
            worker.join(GRACE_MILLIS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        carryOut();
    }

    /** One thread at a time: the JVM must not halt while the other is in the midst of a deed. */
    private synchronized void carryOut() {
        boolean interrupted = Thread.interrupted();
        for (Runnable deed = next(); deed != null; deed = next()) {
            try {
                deed.run();
            } catch (RuntimeException failed) {
                Talk.toStderr().bad("while cleaning up: " + failed.getMessage());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private @org.jspecify.annotations.Nullable Runnable next() {
        synchronized (deeds) {
            return deeds.poll();
        }
    }
}
