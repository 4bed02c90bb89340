package dev.holdfast.protocol.northside;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One socket in the server's kernel and who holds descriptors of it.
 *
 * <p>Invariant: it has holders, or it says how the last of them went.
 */
final class HeldSocket {

    static final int SHUT_RD = 0;
    static final int SHUT_WR = 1;
    static final int SHUT_RDWR = 2;

    private final @Nullable FourTuple tuple;
    private final Endpoint local;
    private final TreeMap<Integer, Integer> descriptorsByPid = new TreeMap<>();
    private List<Integer> killed = List.of();
    private @Nullable CloseCause cause;
    private boolean readShut;
    private boolean writeShut;

    private HeldSocket(@Nullable FourTuple tuple, Endpoint local) {
        this.tuple = tuple;
        this.local = local;
    }

    static HeldSocket connection(FourTuple tuple) {
        return new HeldSocket(tuple, tuple.server());
    }

    static HeldSocket listener(Endpoint local) {
        return new HeldSocket(null, local);
    }

    /** The connection, or null for a listener. */
    @Nullable
    FourTuple tuple() {
        return tuple;
    }

    boolean isListener() {
        return tuple == null;
    }

    Endpoint local() {
        return local;
    }

    boolean isHeld() {
        return !descriptorsByPid.isEmpty();
    }

    List<Integer> holders() {
        return new ArrayList<>(descriptorsByPid.keySet());
    }

    void hold(int pid) {
        descriptorsByPid.merge(pid, 1, Integer::sum);
        cause = null;
        killed = List.of();
    }

    /** One descriptor of {@code pid} is gone because the program wanted it. */
    void release(int pid, CloseCause why) {
        if (descriptorsByPid.computeIfPresent(pid, (_, count) -> count == 1 ? null : count - 1) == null && !isHeld()) {
            cause = why;
        }
    }

    /** One descriptor of {@code pid} is gone because it was killed. */
    void releaseKilled(int pid) {
        if (descriptorsByPid.computeIfPresent(pid, (_, count) -> count == 1 ? null : count - 1) == null && !isHeld()) {
            killed = List.of(pid);
        }
    }

    void shutdown(long how) {
        readShut |= how == SHUT_RD || how == SHUT_RDWR;
        writeShut |= how == SHUT_WR || how == SHUT_RDWR;
    }

    /**
     * A FIN is explained by a shutdown of the sending side; a reset only if the receiving side was shut too, for then the
     * kernel answers more data with it.
     */
    CloseVerdict verdict(Ending ending) {
        if (writeShut && (ending == Ending.FIN || readShut)) {
            return new CloseVerdict.ClosedByProgram(CloseCause.SHUTDOWN);
        }
        if (isHeld()) {
            return new CloseVerdict.HeldOpen(holders());
        }
        if (!killed.isEmpty()) {
            return new CloseVerdict.HoldersKilled(killed);
        }
        return cause == null ? new CloseVerdict.NeverAccepted() : new CloseVerdict.ClosedByProgram(cause);
    }
}
