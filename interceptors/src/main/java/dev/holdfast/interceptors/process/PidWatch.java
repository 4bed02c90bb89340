package dev.holdfast.interceptors.process;

import dev.holdfast.interceptors.process.PidFds.Manner;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Tells when processes die, and how if that can be known: by pidfds in one epoll (pidfd_open(2)).
 *
 * <p>Owned by one thread. Limit: {@value #WATCHED_MAX} processes at a time; beyond it {@link #watch} says no.
 */
public final class PidWatch implements AutoCloseable {

    static final int WATCHED_MAX = 4096;

    /**
     * A process is dead.
     *
     * @param signal what killed it
     * @param exitCode what it exited with; if neither is there, nobody knows
     */
    public record Death(int pid, OptionalInt signal, OptionalInt exitCode) {

        public boolean isVoluntary() {
            return exitCode.isPresent();
        }
    }

    /** Is told of deaths. */
    @FunctionalInterface
    public interface DeathHandler {
        void died(Death death);
    }

    private final PidFds kernel;
    private final Map<Integer, Integer> pidFdByPid = new HashMap<>();
    private final ArrayDeque<Death> deadOnArrival = new ArrayDeque<>();

    private PidWatch(PidFds kernel) {
        this.kernel = kernel;
    }

    public static PidWatch open() throws IOException {
        return new PidWatch(PidFds.open());
    }

    /**
     * Watches {@code pid} until it dies; one that is dead already is reported by the next {@link #drain}.
     *
     * @return false if there is no room to watch it
     */
    public boolean watch(int pid) {
        if (pidFdByPid.containsKey(pid)) {
            return true;
        }
        if (pidFdByPid.size() + deadOnArrival.size() >= WATCHED_MAX) {
            return false;
        }
        int pidFd = kernel.watch(pid);
        if (pidFd >= 0) {
            pidFdByPid.put(pid, pidFd);
        } else if (pidFd == PidFds.NO_SUCH_PROCESS) {
            deadOnArrival.add(new Death(pid, OptionalInt.empty(), OptionalInt.empty()));
        } else {
            return false;
        }
        return true;
    }

    public boolean isWatching(int pid) {
        return pidFdByPid.containsKey(pid);
    }

    public int watched() {
        return pidFdByPid.size();
    }

    /** Readable (poll, epoll) when {@link #drain} has something to tell. */
    public int pollFd() {
        return kernel.epollFd();
    }

    /** Reports the deaths since the last call; never waits. */
    public void drain(DeathHandler handler) {
        while (!deadOnArrival.isEmpty()) {
            handler.died(deadOnArrival.remove());
        }
        int rounds = pidFdByPid.size();
        for (int i = 0; i <= rounds; i++) {
            OptionalInt dead = kernel.nextDead();
            Integer pidFd = dead.isPresent() ? pidFdByPid.remove(dead.getAsInt()) : null;
            if (pidFd == null) {
                return;
            }
            Manner manner = kernel.manner(pidFd, dead.getAsInt());
            kernel.unwatch(pidFd);
            handler.died(new Death(dead.getAsInt(), manner.signal(), manner.exitCode()));
        }
    }

    @Override
    public void close() {
        pidFdByPid.values().forEach(kernel::unwatch);
        pidFdByPid.clear();
        kernel.close();
    }
}
