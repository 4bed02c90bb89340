package dev.holdfast.persistence.journal;

import java.util.concurrent.locks.LockSupport;

/**
 * Has the kernel give memory to a region's pages before they are written: a first write costs ten times as much as a later one,
 * and the writer is an event loop.
 *
 * <p>Keeps a quarter of the region ready beyond what was ever in use. Its own thread; {@link #used} is called under the store's lock.
 */
final class Prefault implements AutoCloseable {

    private static final long STEP_BYTES = 4L << 20;

    private final Region region;
    private final long aheadBytes;
    private final Thread thread;
    private volatile long usedBytes;
    private volatile boolean closed;

    Prefault(Region region) {
        this.region = region;
        this.aheadBytes = Math.max(STEP_BYTES, region.memory().byteSize() / 4);
        this.thread =
                Thread.ofPlatform().name("holdfast-journal-prefault").daemon().start(this::run);
    }

    /** The highest byte in use may have grown. */
    void used(long bytes) {
        if (bytes > usedBytes) {
            usedBytes = bytes;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        long total = region.memory().byteSize();
        long ready = 0;
        while (!closed && ready < total) {
            if (ready >= usedBytes + aheadBytes) {
                LockSupport.park(this);
            } else {
                long length = Math.min(STEP_BYTES, total - ready);
                if (!region.populate(ready, length)) {
                    return;
                }
                ready += length;
            }
        }
    }

    /** After this the region may be closed. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException waitOn) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
