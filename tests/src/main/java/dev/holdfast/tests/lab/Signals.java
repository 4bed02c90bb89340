package dev.holdfast.tests.lab;

import dev.holdfast.interceptors.libc.Libc;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** kill(2): in this process, since a program started for it would be milliseconds late. Safe for any thread. */
final class Signals {

    static final int INT = 2;
    static final int TERM = 15;
    static final int KILL = 9;
    static final int CONT = 18;
    static final int STOP = 19;

    private static final MethodHandle KILL_CALL = Libc.function(
            "kill", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Signals() {}

    /** Whether the process was there to get it. */
    static boolean send(int pid, int signal) {
        if (pid <= 1) {
            throw new IllegalArgumentException("pid " + pid + " is not one process of ours");
        }
        try {
            MemorySegment errno = Libc.errnoCapture();
            return (int) KILL_CALL.invokeExact(errno, pid, signal) == 0;
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
