package dev.holdfast.interceptors.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.holdfast.interceptors.libc.Libc;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** How much of a busy processor a thread gets (setpriority(2): on Linux the nice value is a thread's own). */
public final class ThreadPriority {

    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;
    private static final int PREFERRED = -10;
    private static final MethodHandle SETPRIORITY =
            Libc.function("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    private ThreadPriority() {}

    /**
     * The calling thread goes before ordinary ones.
     *
     * @throws IOException if it may not: that needs CAP_SYS_NICE or a limit that allows it
     */
    public static void prefer() throws IOException {
        Libc.check(setPriority(PREFERRED), "setpriority " + PREFERRED);
    }

    private static int setPriority(int nice) {
        try {
            return (int) SETPRIORITY.invokeExact(Libc.errnoCapture(), PRIO_PROCESS, THIS_THREAD, nice);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
