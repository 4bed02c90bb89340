package dev.holdfast.interceptors.loop;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.holdfast.interceptors.libc.FileCalls;
import dev.holdfast.interceptors.libc.Libc;
import dev.holdfast.interceptors.libc.PollCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes one sleeping thread from any other by an eventfd, with one system call per sleep and none while it is awake.
 *
 * <p>The sleeper calls {@link #willSleep}, looks once more for work, sleeps on {@link #fd()}, then calls {@link #awake}. A waker
 * publishes its work, then calls {@link #wake}. Whoever takes the flag writes exactly once, so {@link #close} can wait for
 * that write and no descriptor is written after it was closed.
 */
public final class WakeUp implements AutoCloseable {

    private final int fd;
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final MemorySegment one = Arena.ofAuto().allocateFrom(JAVA_LONG, 1);
    private final MemorySegment count = Arena.ofAuto().allocate(JAVA_LONG);
    private boolean announced;
    private boolean writeExpected;

    public WakeUp() {
        try {
            fd = Libc.check(FileCalls.eventfd(), "eventfd");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int fd() {
        return fd;
    }

    /** Any thread. */
    public void wake() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            FileCalls.write(fd, one, 8);
        }
    }

    /** The sleeper: from now on {@link #wake} writes. */
    public void willSleep() {
        if (!writeExpected) {
            announced = true;
            asleep.set(true);
        }
    }

    /** The sleeper: from now on {@link #wake} costs nothing. */
    public void awake() {
        if (announced) {
            announced = false;
            writeExpected = !asleep.compareAndSet(true, false);
        }
    }

    /** The sleeper, after {@link #awake}, when {@link #fd()} is readable. */
    public void drain() {
        if (FileCalls.read(fd, count, 8) == 8) {
            writeExpected = false;
        }
    }

    @Override
    public void close() {
        awake();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment descriptor = arena.allocate(8, 8);
            descriptor.set(JAVA_INT, 0, fd);
            descriptor.set(JAVA_SHORT, 4, PollCalls.POLLIN);
            while (writeExpected) {
                PollCalls.ppoll(descriptor, 1, MemorySegment.NULL);
                drain();
            }
        }
        FileCalls.close(fd);
    }
}
