package dev.holdfast.interceptors.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel says of a process at this instant; independent of the shim.
 *
 * <p>A process closes its sockets only after PF_EXITING is set, so whoever sees the FIN of a death sees the flag. How it ends
 * is in the exit code; PF_SIGNALED alone is no proof, for it is also set on a main thread whose sibling called exit_group.
 * Safe for any thread; one small read of {@code /proc} per question.
 */
public final class KernelWitness {

    private static final long PF_EXITING = 0x4;
    private static final long PF_SIGNALED = 0x400;
    private static final int SIGNAL_MASK = 0x7f;

    /** The kernel's testimony. */
    public enum Testimony {
        ALIVE,
        EXITING_KILLED,
        EXITING_VOLUNTARY,
        /** No trace of it in {@code /proc}. */
        GONE
    }

    private final boolean seesExitCodes;

    public KernelWitness() {
        this.seesExitCodes = isRoot();
    }

    public Testimony testify(int pid) {
        return ProcStat.of(pid).map(this::judge).orElse(Testimony.GONE);
    }

    private Testimony judge(ProcStat stat) {
        if ((stat.flags() & PF_EXITING) == 0) {
            return Testimony.ALIVE;
        }
        boolean killed = (stat.exitCode() & SIGNAL_MASK) != 0
                || (!seesExitCodes && stat.exitCode() == 0 && (stat.flags() & PF_SIGNALED) != 0);
        return killed ? Testimony.EXITING_KILLED : Testimony.EXITING_VOLUNTARY;
    }

    /** Exit codes of other users' processes read as 0 unless we are root; then a signal flag has to do. */
    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
