package dev.holdfast.interceptors.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.holdfast.interceptors.libc.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalInt;

/** The system calls of {@link PidWatch}: pidfd_open(2), epoll(7), and ioctl PIDFD_GET_INFO (Linux 6.15 for exit codes). */
final class PidFds implements AutoCloseable {

    static final int NO_SUCH_PROCESS = -3;

    private static final int SYS_PIDFD_OPEN = 434;
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLLIN = 1;
    private static final int ESRCH = 3;

    /** {@code struct epoll_event} is packed on x86-64 only. */
    private static final int EVENT_DATA_AT = "amd64".equals(System.getProperty("os.arch")) ? 4 : 8;

    /** {@code _IOWR(0xFF, 11, 64 bytes)}: the first published size of {@code struct pidfd_info}. */
    private static final long PIDFD_GET_INFO = 0xC040FF0BL;

    private static final long INFO_BYTES = 64;
    private static final long INFO_MASK_AT = 0;
    private static final long INFO_EXIT_CODE_AT = 60;
    private static final long PIDFD_INFO_EXIT = 1 << 3;

    private static final MethodHandle SYSCALL =
            Libc.variadicFunction("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG), 1);
    private static final MethodHandle EPOLL_CREATE =
            Libc.function("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EPOLL_CTL =
            Libc.function("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle EPOLL_WAIT =
            Libc.function("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL =
            Libc.variadicFunction("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);
    private static final MethodHandle CLOSE = Libc.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    /** How a process ended: a signal, an exit code, or neither when nobody knows. */
    record Manner(OptionalInt signal, OptionalInt exitCode) {

        static final Manner UNKNOWN = new Manner(OptionalInt.empty(), OptionalInt.empty());

        /** From what wait(2) would give. */
        static Manner of(int waitStatus) {
            int signal = waitStatus & 0x7f;
            return signal != 0
                    ? new Manner(OptionalInt.of(signal), OptionalInt.empty())
                    : new Manner(OptionalInt.empty(), OptionalInt.of(waitStatus >> 8 & 0xff));
        }
    }

    private final int epollFd;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment event = arena.allocate(16, 8);
    private final MemorySegment info = arena.allocate(INFO_BYTES, 8);

    private PidFds(int epollFd) {
        this.epollFd = epollFd;
    }

    static PidFds open() throws IOException {
        try {
            return new PidFds(
                    Libc.check((int) EPOLL_CREATE.invokeExact(Libc.errnoCapture(), EPOLL_CLOEXEC), "epoll_create1"));
        } catch (IOException failed) {
            throw failed;
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    int epollFd() {
        return epollFd;
    }

    /** A pidfd in the epoll; {@link #NO_SUCH_PROCESS}, or -1 for any other failure. */
    int watch(int pid) {
        try {
            int pidFd = (int) (long) SYSCALL.invokeExact(Libc.errnoCapture(), (long) SYS_PIDFD_OPEN, (long) pid, 0L);
            if (pidFd < 0) {
                return Libc.errno() == ESRCH ? NO_SUCH_PROCESS : -1;
            }
            event.set(JAVA_INT_UNALIGNED, 0, EPOLLIN);
            event.set(JAVA_INT_UNALIGNED, EVENT_DATA_AT, pid);
            event.set(JAVA_INT_UNALIGNED, EVENT_DATA_AT + 4, 0);
            if ((int) EPOLL_CTL.invokeExact(Libc.errnoCapture(), epollFd, EPOLL_CTL_ADD, pidFd, event) < 0) {
                unwatch(pidFd);
                return -1;
            }
            return pidFd;
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** Closing a pidfd takes it out of the epoll. */
    void unwatch(int pidFd) {
        try {
            int _ = (int) CLOSE.invokeExact(Libc.errnoCapture(), pidFd);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** A watched process that is dead, if there is one; it stays until its pidfd is unwatched. */
    OptionalInt nextDead() {
        try {
            int ready = (int) EPOLL_WAIT.invokeExact(Libc.errnoCapture(), epollFd, event, 1, 0);
            return ready == 1 ? OptionalInt.of(event.get(JAVA_INT_UNALIGNED, EVENT_DATA_AT)) : OptionalInt.empty();
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** A zombie tells in its stat line, a reaped process through its pidfd; in between one of both is tried again. */
    Manner manner(int pidFd, int pid) {
        return exitInfo(pidFd).or(() -> zombie(pid)).or(() -> exitInfo(pidFd)).orElse(Manner.UNKNOWN);
    }

    private Optional<Manner> exitInfo(int pidFd) {
        try {
            info.fill((byte) 0);
            info.set(JAVA_LONG, INFO_MASK_AT, PIDFD_INFO_EXIT);
            int result = (int) IOCTL.invokeExact(Libc.errnoCapture(), pidFd, PIDFD_GET_INFO, info);
            boolean known = result == 0 && (info.get(JAVA_LONG, INFO_MASK_AT) & PIDFD_INFO_EXIT) != 0;
            return known ? Optional.of(Manner.of(info.get(JAVA_INT, INFO_EXIT_CODE_AT))) : Optional.empty();
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static Optional<Manner> zombie(int pid) {
        return ProcStat.of(pid).filter(stat -> stat.state() == 'Z').map(stat -> Manner.of(stat.exitCode()));
    }

    @Override
    public void close() {
        unwatch(epollFd);
        arena.close();
    }
}
