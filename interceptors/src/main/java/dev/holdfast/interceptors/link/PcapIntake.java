package dev.holdfast.interceptors.link;

import dev.holdfast.interceptors.loop.WakeUp;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of captured frames from the one reader thread to the loop; {@link #fd()} is readable when there are some.
 *
 * <p>What does not fit is dropped and counted. {@link #offer} belongs to the reader, the rest to the loop.
 */
final class PcapIntake implements AutoCloseable {

    private static final int FRAMES = 8192;
    private static final long BYTES_MAX = 32L << 20;

    private final AtomicReferenceArray<byte @Nullable []> ring = new AtomicReferenceArray<>(FRAMES);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final WakeUp wakeUp = new WakeUp();
    private int tail;
    private int head;

    PcapIntake() {
        wakeUp.willSleep();
    }

    int fd() {
        return wakeUp.fd();
    }

    long dropped() {
        return dropped.get();
    }

    void offer(byte[] frame) {
        int slot = tail & (FRAMES - 1);
        if (ring.getAcquire(slot) != null || bytes.get() + frame.length > BYTES_MAX) {
            dropped.incrementAndGet();
            return;
        }
        bytes.addAndGet(frame.length);
        ring.set(slot, frame);
        tail++;
        wakeUp.wake();
    }

    /** Before a batch is taken. */
    void begin() {
        wakeUp.awake();
        wakeUp.drain();
    }

    byte @Nullable [] poll() {
        int slot = head & (FRAMES - 1);
        byte[] frame = ring.getAcquire(slot);
        if (frame != null) {
            ring.setRelease(slot, null);
            bytes.addAndGet(-frame.length);
            head++;
        }
        return frame;
    }

    /** After a batch was taken: from now on a new frame, or one that is here already, makes the descriptor readable. */
    void end() {
        wakeUp.willSleep();
        if (ring.get(head & (FRAMES - 1)) != null) {
            wakeUp.wake();
        }
    }

    @Override
    public void close() {
        wakeUp.close();
    }
}
