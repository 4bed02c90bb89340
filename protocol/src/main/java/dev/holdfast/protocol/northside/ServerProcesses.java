package dev.holdfast.protocol.northside;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.northside.ServerProcess.Holding;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.Payload;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The server's processes and their descriptors as the shim reported them; answers whether the program ended a connection or
 * died with it (I5).
 *
 * <p>Total: outcomes come from the server's own memory, so whatever makes no sense is counted and ignored. Pure; owned by the
 * thread that drains the ring. Limits (I11): see {@link Limits}; what does not fit is refused and counted, and its connections
 * are then {@link CloseVerdict.NeverAccepted}.
 */
public final class ServerProcesses {

    /**
     * @param processesMax processes known at a time
     * @param connectionsMax connections known at a time, ended ones included
     * @param descriptorsMax descriptors over all processes; a fork copies its parent's
     * @param endedMax connections remembered after nobody held them any more
     */
    public record Limits(int processesMax, int connectionsMax, int descriptorsMax, int endedMax) {

        public static final Limits DEFAULT = new Limits(1 << 16, 1 << 20, 1 << 22, 1 << 16);
    }

    private final Limits limits;
    private final Sockets sockets;
    private final Descriptors descriptors;
    private final Map<Integer, ServerProcess> processes = new HashMap<>();
    private final LinkedHashMap<Integer, Integer> retiredStreams;
    private long ignored;
    private long refused;

    public ServerProcesses() {
        this(Limits.DEFAULT);
    }

    public ServerProcesses(Limits limits) {
        this.limits = limits;
        this.sockets = new Sockets(limits.connectionsMax(), limits.endedMax());
        this.descriptors = new Descriptors(limits.descriptorsMax(), sockets);
        this.retiredStreams = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) {
                return size() > limits.processesMax();
            }
        };
    }

    public void accept(Outcome outcome) {
        switch (outcome.op()) {
            case START -> start(outcome);
            case FORK -> fork(outcome);
            case EXIT -> exit(outcome);
            case ACCEPT -> accepted(outcome);
            case HOLD -> announced(outcome);
            case LISTEN -> listening(outcome);
            case DUP -> duplicated(outcome);
            case CLOSE -> closed(outcome);
            case SHUTDOWN -> shutdown(outcome);
            case READ, WRITE, EPOLL, POLL, SELECT, TIME, RANDOM, EXEC, THREAD -> {}
        }
    }

    /** Why the server's kernel ends this connection, as far as the records drained so far tell. */
    public CloseVerdict verdict(FourTuple connection, Ending ending) {
        return sockets.connection(connection)
                .map(socket -> socket.verdict(ending))
                .orElseGet(CloseVerdict.NeverAccepted::new);
    }

    /** The same question for a connection that was never accepted: it shared the fate of the listeners at its address. */
    public CloseVerdict listenerVerdict(Endpoint server) {
        return sockets.listenerVerdict(server);
    }

    /** The processes that hold a listening socket on {@code port}: none means that the server is not ready. */
    public Set<Integer> listening(int port) {
        return sockets.listening(port);
    }

    public Set<Integer> pids() {
        return Set.copyOf(processes.keySet());
    }

    /** The connection is over for everybody. */
    public void forget(FourTuple connection) {
        sockets.forget(connection);
    }

    public int connectionCount() {
        return sockets.connectionCount();
    }

    public int descriptorCount() {
        return descriptors.count();
    }

    /** Outcomes that made no sense. */
    public long ignored() {
        return ignored;
    }

    /** Outcomes that a limit kept out. */
    public long refused() {
        return refused;
    }

    /**
     * The process is dead; all that it published must have been accepted before.
     *
     * @param voluntary whether it is known to have ended itself; an unknown death is taken for a killing
     * @return the connections that it was the last to hold, if it was killed: these crashed
     */
    public List<FourTuple> processDied(int pid, boolean voluntary) {
        ServerProcess process = processes.remove(pid);
        if (process == null) {
            return List.of();
        }
        retiredStreams.put(pid, process.stream());
        if (voluntary) {
            descriptors.releaseAll(process, CloseCause.KERNEL_WITNESS);
            return List.of();
        }
        return descriptors.releaseAllKilled(process).stream()
                .flatMap(socket -> Stream.ofNullable(socket.tuple()))
                .toList();
    }

    // ---- processes

    /** A program image announced what it holds and begins: what it did not announce it does not hold. */
    private void start(Outcome outcome) {
        ServerProcess process = beginning(outcome.pid(), outcome.stream());
        if (process != null) {
            descriptors.releaseUnannounced(process, outcome.stream());
            process.becomes(outcome.stream());
        }
    }

    /** Parent and child both announce a fork, each before anything else: the first one counts. */
    private void fork(Outcome outcome) {
        int childPid = (int) outcome.result();
        Payload detail = outcome.detail();
        if (detail.length() < 4 || childPid <= 0 || childPid != outcome.result() || childPid == outcome.pid()) {
            ignored++;
            return;
        }
        int stream = littleEndian(detail);
        ServerProcess known = processes.get(childPid);
        if (known != null ? !isLater(stream, known.stream()) : isRetired(childPid, stream)) {
            return;
        }
        if (known != null) {
            processDied(childPid, known.hasExited());
        }
        ServerProcess child = beginning(childPid, stream);
        ServerProcess parent = processes.get(outcome.pid());
        if (child != null && parent != null) {
            parent.descriptors().forEach((fd, holding) -> {
                if (!descriptors.hold(child, fd, holding.socket(), holding.announcedBy())) {
                    refused++;
                }
            });
        }
    }

    private void exit(Outcome outcome) {
        ServerProcess process = processes.get(outcome.pid());
        if (process == null) {
            ignored++;
            return;
        }
        process.exit();
        descriptors.releaseAll(process, CloseCause.EXIT);
    }

    private boolean isRetired(int pid, int stream) {
        Integer last = retiredStreams.get(pid);
        return last != null && !isLater(stream, last);
    }

    private static boolean isLater(int stream, int than) {
        return Integer.compareUnsigned(stream, than) > 0;
    }

    private static int littleEndian(Payload bytes) {
        int value = 0;
        for (int i = 3; i >= 0; i--) {
            value = (value << 8) | (bytes.at(i) & 0xff);
        }
        return value;
    }

    /** The process that begins, or goes on as another program; a number used again makes it a new one. Null: no room. */
    private @Nullable ServerProcess beginning(int pid, int stream) {
        ServerProcess process = processes.get(pid);
        if (process != null && process.hasExited() && isLater(stream, process.stream())) {
            processDied(pid, true);
            process = null;
        }
        return process != null ? process : added(pid, stream);
    }

    /** The process that holds something now; null if it is leaving anyway or there is no room. */
    private @Nullable ServerProcess reporting(Outcome outcome) {
        ServerProcess process = processes.get(outcome.pid());
        if (process == null) {
            return added(outcome.pid(), outcome.stream());
        }
        return process.hasExited() ? null : process;
    }

    private @Nullable ServerProcess added(int pid, int stream) {
        if (processes.size() >= limits.processesMax()) {
            refused++;
            return null;
        }
        ServerProcess process = new ServerProcess(pid, stream);
        processes.put(pid, process);
        return process;
    }

    // ---- descriptors

    private void accepted(Outcome outcome) {
        if (outcome.result() < 0) {
            return;
        }
        SocketAddresses.decode(outcome.detail())
                .ifPresentOrElse(
                        addresses -> hold(outcome, (int) outcome.result(), sockets.accepted(addresses.tuple())),
                        () -> ignored++);
    }

    private void announced(Outcome outcome) {
        SocketAddresses.decode(outcome.detail())
                .ifPresentOrElse(
                        addresses -> hold(outcome, outcome.fd(), sockets.announced(addresses.tuple())),
                        () -> ignored++);
    }

    private void listening(Outcome outcome) {
        Optional<SocketAddresses> addresses = SocketAddresses.decode(outcome.detail());
        if (addresses.isEmpty()) {
            ignored++;
            return;
        }
        Endpoint local = addresses.get().local();
        hold(outcome, outcome.fd(), Optional.of(listenerAt(outcome, local).orElseGet(() -> sockets.listening(local))));
    }

    /** The listener that this descriptor stands for already. */
    private Optional<HeldSocket> listenerAt(Outcome outcome, Endpoint local) {
        return Optional.ofNullable(processes.get(outcome.pid()))
                .map(process -> process.descriptors().get(outcome.fd()))
                .map(Holding::socket)
                .filter(socket -> socket.isListener() && socket.local().equals(local));
    }

    private void duplicated(Outcome outcome) {
        ServerProcess process = processes.get(outcome.pid());
        Holding holding = process == null ? null : process.descriptors().get(outcome.fd());
        if (process == null || holding == null || outcome.result() < 0) {
            ignored++;
            return;
        }
        if (!descriptors.hold(process, (int) outcome.result(), holding.socket(), holding.announcedBy())) {
            refused++;
        }
    }

    private void closed(Outcome outcome) {
        ServerProcess process = processes.get(outcome.pid());
        if (process == null || !descriptors.release(process, outcome.fd(), CloseCause.CLOSE)) {
            ignored++;
        }
    }

    private void shutdown(Outcome outcome) {
        ServerProcess process = processes.get(outcome.pid());
        Holding holding = process == null ? null : process.descriptors().get(outcome.fd());
        if (holding == null) {
            ignored++;
        } else {
            holding.socket().shutdown(outcome.result());
        }
    }

    private void hold(Outcome outcome, int fd, Optional<HeldSocket> socket) {
        ServerProcess process = reporting(outcome);
        if (process == null) {
            ignored++;
        } else if (socket.isEmpty() || !descriptors.hold(process, fd, socket.get(), outcome.stream())) {
            refused++;
        }
    }
}
