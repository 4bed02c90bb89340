package dev.holdfast.interceptors.process;

import dev.holdfast.interceptors.process.KernelWitness.Testimony;
import dev.holdfast.interceptors.process.PidWatch.Death;
import dev.holdfast.interceptors.ring.OutcomeRing;
import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.northside.CloseVerdict;
import dev.holdfast.protocol.northside.Ending;
import dev.holdfast.protocol.northside.Outcome;
import dev.holdfast.protocol.northside.ServerProcesses;
import dev.holdfast.protocol.wire.FourTuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Rules on a FIN or RST of the server's kernel (I5) by two witnesses: the shim's records, and the kernel itself for what the shim
 * can not see (a raw system call, fclose, a death).
 *
 * <p>One for each incarnation of the server. Owned by the thread that drains the ring: receive packets, {@link #drain}, then ask.
 * Nothing here waits. In doubt it rules "crash": a swallowed close costs a pause, a passed crash costs the connection.
 */
public final class CrashOrClose implements AutoCloseable {

    private static final int LINEAGE_MAX = 64;
    private static final int DEATHS_REMEMBERED = 4096;

    private final OutcomeRing ring;
    private final WrappedServer server;
    private final PidWatch watch;
    private final KernelWitness witness = new KernelWitness();
    private final ServerProcesses processes = new ServerProcesses();
    private final Map<Integer, Death> deaths = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Death> eldest) {
            return size() > DEATHS_REMEMBERED;
        }
    };
    /** Deaths learned while ruling: the model hears of them at the next drain, when their last records are in. */
    private final List<Death> late = new ArrayList<>();

    private long strangers;
    private long unwatched;

    private CrashOrClose(OutcomeRing ring, WrappedServer server, PidWatch watch) {
        this.ring = ring;
        this.server = server;
        this.watch = watch;
    }

    public static CrashOrClose of(WrappedServer server, OutcomeRing ring) throws IOException {
        CrashOrClose ruling = new CrashOrClose(ring, server, PidWatch.open());
        ruling.watch.watch(server.mainPid());
        return ruling;
    }

    /** Readable when a process of the server has died: then {@link #drain}. */
    public int pollFd() {
        return watch.pollFd();
    }

    public ServerProcesses processes() {
        return processes;
    }

    /** Records in the name of processes that do not descend from the server's launcher. */
    public long strangers() {
        return strangers;
    }

    /** Processes that there was no room to watch: their death is learned from {@code /proc} only. */
    public long unwatched() {
        return unwatched;
    }

    /**
     * Takes in what has happened; {@code also} sees every outcome too.
     *
     * @return the connections that crashed with a process whose death was learned now
     */
    public List<FourTuple> drain(Consumer<Outcome> also) {
        List<Death> news = new ArrayList<>(late);
        late.clear();
        watch.drain(news::add);
        ring.drain(outcome -> {
            take(outcome);
            also.accept(outcome);
        });
        List<FourTuple> crashed = new ArrayList<>();
        for (Death death : news) {
            deaths.put(death.pid(), death);
            crashed.addAll(processes.processDied(death.pid(), death.isVoluntary()));
        }
        return crashed;
    }

    private void take(Outcome outcome) {
        server.observe(outcome);
        switch (outcome.op()) {
            case START -> register(outcome.pid(), outcome);
            case FORK -> register((int) outcome.result(), outcome);
            case ACCEPT, CLOSE, SHUTDOWN, EXIT, DUP, EXEC, LISTEN, HOLD -> processes.accept(outcome);
            case READ, WRITE, EPOLL, POLL, SELECT, TIME, RANDOM, THREAD -> {}
        }
    }

    private void register(int pid, Outcome outcome) {
        if (!watch.isWatching(pid)) {
            if (!descends(pid)) {
                strangers++;
                return;
            }
            deaths.remove(pid);
            if (!watch.watch(pid)) {
                unwatched++;
            }
        }
        processes.accept(outcome);
    }

    /** Whether {@code pid} is a process of this server; one that is gone already can do no harm and passes. */
    private boolean descends(int pid) {
        int at = pid;
        for (int i = 0; i < LINEAGE_MAX && at > 1; i++) {
            if (at == server.ancestorPid() || (at != pid && watch.isWatching(at))) {
                return true;
            }
            at = ProcStat.of(at).map(ProcStat::parent).orElse(server.ancestorPid());
        }
        return false;
    }

    /** Who ended {@code connection}, for whose FIN or RST the ring was just drained? */
    public Ruling ruling(FourTuple connection, Ending ending) {
        CloseVerdict verdict = processes.verdict(connection, ending);
        if (verdict instanceof CloseVerdict.NeverAccepted) {
            verdict = processes.listenerVerdict(connection.server());
        }
        return switch (verdict) {
            case CloseVerdict.ClosedByProgram(CloseCause cause) -> new Ruling.Closed(cause);
            case CloseVerdict.HoldersKilled(List<Integer> pids) -> new Ruling.Crashed(pids);
            case CloseVerdict.HeldOpen(List<Integer> pids) -> askKernel(pids);
            case CloseVerdict.NeverAccepted() -> new Ruling.Crashed(List.of());
        };
    }

    /** Living holders must have closed it in a way the shim does not see; one that was killed may have been the last. */
    private Ruling askKernel(List<Integer> pids) {
        List<Integer> killed = pids.stream().filter(this::wasKilled).toList();
        return killed.isEmpty() ? new Ruling.Closed(CloseCause.KERNEL_WITNESS) : new Ruling.Crashed(killed);
    }

    private boolean wasKilled(int pid) {
        return switch (witness.testify(pid)) {
            case Testimony.ALIVE, Testimony.EXITING_VOLUNTARY -> false;
            case Testimony.EXITING_KILLED -> true;
            case Testimony.GONE -> !diedVoluntarily(pid);
        };
    }

    /** It was reaped after the last drain: its pidfd knows how it ended. */
    private boolean diedVoluntarily(int pid) {
        watch.drain(death -> {
            deaths.put(death.pid(), death);
            late.add(death);
        });
        Death death = deaths.get(pid);
        return death != null && death.isVoluntary();
    }

    @Override
    public void close() {
        watch.close();
    }
}
