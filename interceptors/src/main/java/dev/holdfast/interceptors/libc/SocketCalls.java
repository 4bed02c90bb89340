package dev.holdfast.interceptors.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Sockets as C knows them; a negative result leaves its reason in {@link Libc#errno()}.
 *
 * <p>A socket belongs to the network namespace of the thread that made it. Any thread may call.
 */
public final class SocketCalls {

    public static final int AF_UNIX = 1;
    public static final int AF_INET6 = 10;
    public static final int AF_PACKET = 17;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SOL_PACKET = 263;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_TRUNC = 0x20;

    private static final MethodHandle SOCKET =
            Libc.function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            Libc.function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CONNECT =
            Libc.function("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT = Libc.function(
            "setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT = Libc.function(
            "getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle RECVMMSG =
            Libc.function("recvmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle SENDMMSG =
            Libc.function("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

    private SocketCalls() {}

    public static int socket(int family, int type, int protocol) {
        try {
            return (int) SOCKET.invokeExact(Libc.errnoCapture(), family, type, protocol);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    public static int bind(int fd, MemorySegment address) {
        try {
            return (int) BIND.invokeExact(Libc.errnoCapture(), fd, address, (int) address.byteSize());
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    public static int connect(int fd, MemorySegment address) {
        try {
            return (int) CONNECT.invokeExact(Libc.errnoCapture(), fd, address, (int) address.byteSize());
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    public static int setsockopt(int fd, int level, int option, MemorySegment value) {
        try {
            return (int) SETSOCKOPT.invokeExact(Libc.errnoCapture(), fd, level, option, value, (int) value.byteSize());
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    public static int setsockopt(int fd, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return setsockopt(fd, level, option, arena.allocateFrom(JAVA_INT, value));
        }
    }

    /** Fills {@code value}, which must be as large as the option. */
    public static int getsockopt(int fd, int level, int option, MemorySegment value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            return (int) GETSOCKOPT.invokeExact(Libc.errnoCapture(), fd, level, option, value, length);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** Receives what is there, without waiting, into {@code count} entries of a {@code struct mmsghdr} array. */
    public static int recvmmsg(int fd, MemorySegment headers, int count) {
        try {
            return (int)
                    RECVMMSG.invokeExact(Libc.errnoCapture(), fd, headers, count, MSG_DONTWAIT, MemorySegment.NULL);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** Sends {@code count} entries of a {@code struct mmsghdr} array without waiting. */
    public static int sendmmsg(int fd, MemorySegment headers, int count) {
        try {
            return (int) SENDMMSG.invokeExact(Libc.errnoCapture(), fd, headers, count, MSG_DONTWAIT);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
