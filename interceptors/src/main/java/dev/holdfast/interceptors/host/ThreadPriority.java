package dev.holdfast.interceptors.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.holdfast.interceptors.libc.Libc;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of a busy processor a thread gets. On Linux the nice value is a thread's own (setpriority(2)); where the kernel groups
 * tasks by session (sched(7), "autogroup") it counts only among the session's threads, and the session has a value of its own.
 */
public final class ThreadPriority {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadPriority.class);
    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;
    private static final int THIS_PROCESS = 0;
    private static final int PREFERRED = -10;
    private static final int ORDINARY = 0;
    private static final Path AUTOGROUP = Path.of("/proc/self/autogroup");
    private static final MethodHandle SETPRIORITY =
            Libc.function("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle GETPRIORITY =
            Libc.function("getpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle GETSID = Libc.function("getsid", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private ThreadPriority() {}

    /**
     * The calling thread goes before ordinary ones. That needs CAP_SYS_NICE or a limit that allows it; without, it goes on as it is, and
     * the log says so.
     *
     * @return whether it does
     */
    public static boolean preferIfPermitted(String thread) {
        try {
            Libc.check(setPriority(THIS_THREAD, PREFERRED), "setpriority " + PREFERRED);
            return true;
        } catch (IOException refused) {
            LOG.warn("{} is as important as any other: {}", thread, refused.getMessage());
            return false;
        }
    }

    /**
     * All of this process goes before other sessions, if it leads one of its own; servers that it starts get sessions of theirs. That
     * needs CAP_SYS_NICE; without, it goes on as it is, and the log says so.
     */
    public static void preferSessionIfPermitted() {
        try {
            if (Files.exists(AUTOGROUP) && leadsItsSession()) {
                Files.writeString(AUTOGROUP, Integer.toString(PREFERRED));
            }
        } catch (IOException refused) {
            LOG.warn("this process is as important as any other: {}", refused.getMessage());
        }
    }

    /**
     * Another process, with its threads and, where that counts, its session, goes before ordinary ones too, or does so no more. A thread
     * that chose a nice value of its own keeps it. What this process may not change, or what has ended meanwhile, stays as it is.
     *
     * @return whether anything was changed
     */
    public static boolean prefer(int pid, boolean preferred) {
        Path process = Path.of("/proc", Integer.toString(pid));
        boolean changed = preferSession(process.resolve("autogroup"), preferred);
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                int id = Integer.parseInt(thread.getFileName().toString());
                if (priority(id) == (preferred ? ORDINARY : PREFERRED)) {
                    changed |= setPriority(id, preferred ? PREFERRED : ORDINARY) == 0;
                }
            }
        } catch (IOException | DirectoryIteratorException ended) {
            return changed;
        }
        return changed;
    }

    /** A line like "/autogroup-7 nice 0". */
    private static boolean preferSession(Path autogroup, boolean preferred) {
        String nice = Integer.toString(preferred ? PREFERRED : ORDINARY);
        try {
            if (Files.exists(autogroup) && !Files.readString(autogroup).strip().endsWith(" " + nice)) {
                Files.writeString(autogroup, nice);
                return true;
            }
        } catch (IOException endedOrRefused) {
            return false;
        }
        return false;
    }

    private static boolean leadsItsSession() {
        try {
            return (int) GETSID.invokeExact(Libc.errnoCapture(), THIS_PROCESS)
                    == ProcessHandle.current().pid();
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static int priority(int thread) {
        try {
            return (int) GETPRIORITY.invokeExact(Libc.errnoCapture(), PRIO_PROCESS, thread);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static int setPriority(int thread, int nice) {
        try {
            return (int) SETPRIORITY.invokeExact(Libc.errnoCapture(), PRIO_PROCESS, thread, nice);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
