package dev.holdfast.interceptors.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * File descriptors as C knows them; a negative result leaves its reason in {@link Libc#errno()}.
 *
 * <p>Any thread may call; who owns a descriptor closes it.
 */
public final class FileCalls {

    public static final int O_RDWR = 2;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;

    private static final MethodHandle OPEN =
            Libc.variadicFunction("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), 2);
    private static final MethodHandle CLOSE = Libc.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final FunctionDescriptor TRANSFER = FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle READ = Libc.function("read", TRANSFER);
    private static final MethodHandle WRITE = Libc.function("write", TRANSFER);
    private static final MethodHandle IOCTL =
            Libc.variadicFunction("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);
    private static final MethodHandle IOCTL_VALUE =
            Libc.variadicFunction("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), 2);
    private static final MethodHandle EVENTFD =
            Libc.function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private FileCalls() {}

    public static int open(MemorySegment path, int flags) {
        try {
            return (int) OPEN.invokeExact(Libc.errnoCapture(), path, flags);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    public static int close(int fd) {
        try {
            return (int) CLOSE.invokeExact(Libc.errnoCapture(), fd);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    public static long read(int fd, MemorySegment buffer, long length) {
        try {
            return (long) READ.invokeExact(Libc.errnoCapture(), fd, buffer, length);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    public static long write(int fd, MemorySegment buffer, long length) {
        try {
            return (long) WRITE.invokeExact(Libc.errnoCapture(), fd, buffer, length);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    public static int ioctl(int fd, long request, MemorySegment argument) {
        try {
            return (int) IOCTL.invokeExact(Libc.errnoCapture(), fd, request, argument);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    public static int ioctl(int fd, long request, long argument) {
        try {
            return (int) IOCTL_VALUE.invokeExact(Libc.errnoCapture(), fd, request, argument);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** A non-blocking counter that wakes a poll; closed on exec. */
    public static int eventfd() {
        try {
            return (int) EVENTFD.invokeExact(Libc.errnoCapture(), 0, O_NONBLOCK | O_CLOEXEC);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
