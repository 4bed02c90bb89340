package dev.holdfast.interceptors.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Waiting for file descriptors; a negative result leaves its reason in {@link Libc#errno()}. Any thread may call. */
public final class PollCalls {

    public static final short POLLIN = 1;
    public static final short POLLERR = 8;
    public static final short POLLHUP = 16;
    public static final short POLLNVAL = 32;

    private static final MethodHandle PPOLL =
            Libc.function("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));

    private PollCalls() {}

    /** Waits for one of {@code count} {@code struct pollfd}; {@code timeout} is a {@code struct timespec} or null pointer. */
    public static int ppoll(MemorySegment descriptors, int count, MemorySegment timeout) {
        try {
            return (int) PPOLL.invokeExact(Libc.errnoCapture(), descriptors, (long) count, timeout, MemorySegment.NULL);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
