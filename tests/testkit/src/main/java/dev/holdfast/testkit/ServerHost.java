package dev.holdfast.testkit;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.wire.Segment;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The server's host: its kernel, which outlives every process, and the processes.
 *
 * <p>When a process is killed the kernel goes on with its socket: FIN, or RST where bytes were unread, and retransmissions until
 * the peer acknowledges or resets it. Without a listener a SYN is refused.
 */
final class ServerHost {

    private final VirtualTime time;
    private final Dice dice;
    private final Script script;
    private final Supplier<TcpProfile> profiles;
    private final ServerProgram.OutcomeCounter outcomes;
    private final int stepBytes;
    private final long stepNanos;
    private final Consumer<Segment> net;
    private boolean alive;
    private @Nullable ModelTcp socket;
    private @Nullable ServerProgram program;
    private boolean accepting;
    private int lives;

    ServerHost(
            VirtualTime time,
            Dice dice,
            Script script,
            Supplier<TcpProfile> profiles,
            ServerProgram.OutcomeCounter outcomes,
            int stepBytes,
            long stepNanos,
            Consumer<Segment> net) {
        this.time = time;
        this.dice = dice;
        this.script = script;
        this.profiles = profiles;
        this.outcomes = outcomes;
        this.stepBytes = stepBytes;
        this.stepNanos = stepNanos;
        this.net = net;
    }

    void listen() {
        alive = true;
        lives++;
        changed();
    }

    boolean isAlive() {
        return alive;
    }

    int lives() {
        return lives;
    }

    /** What the program that held the connection last did to it, if it did. */
    @Nullable
    CloseCause closedBy() {
        return program == null ? null : program.closed();
    }

    /** What the node's witness says, who knows the shim's records and whether the process was killed. */
    @Nullable
    CloseCause witness(boolean reset) {
        if (program == null) {
            return null;
        }
        CloseCause cause = program.closed();
        boolean unexplained = cause == null || (reset && cause == CloseCause.SHUTDOWN);
        if (!unexplained) {
            return cause;
        }
        return program.isDead() ? null : CloseCause.KERNEL_WITNESS;
    }

    long ticketOf(long end) {
        return program == null ? outcomes.head() : program.ticketOf(end);
    }

    /** How many bytes the program of this life has read. */
    int programRead() {
        return program == null ? 0 : program.total();
    }

    boolean programFinished() {
        return program != null && program.isFinished();
    }

    /** Whether the kernel has nothing left of the connection that could speak. */
    boolean isQuiet() {
        return socket == null || socket.isDone();
    }

    /** Whether the present socket has a program that holds it. */
    boolean holdsConnection() {
        return socket != null && socket.state() == ModelTcp.State.SYNCHRONIZED && program != null;
    }

    @Nullable
    ModelTcp socket() {
        return socket;
    }

    /** SIGKILL to all processes. */
    void kill() {
        alive = false;
        if (socket != null && program == null) {
            switch (socket.state()) {
                case SYN_RECEIVED -> socket.vanish();
                case SYNCHRONIZED -> socket.abort();
                case SYN_SENT, TIME_WAIT, CLOSED -> {}
            }
        }
        killWorker();
    }

    /** The machine lost its power: its kernel says nothing any more. */
    void powerCut() {
        kill();
        if (socket != null && socket.state() != ModelTcp.State.CLOSED) {
            socket.vanish();
        }
    }

    /** SIGKILL to the process that holds the connection; its parent goes on listening. */
    void killWorker() {
        if (program != null) {
            program.kill();
            if (socket != null && program.closed() != CloseCause.CLOSE) {
                socket.close();
            }
        }
    }

    void receive(Segment segment) {
        if (socket != null && socket.state() != ModelTcp.State.CLOSED) {
            socket.receive(segment);
        } else if (alive && segment.isSyn() && !segment.isAck() && !segment.isRst()) {
            program = null;
            accepting = false;
            ModelTcp fresh = new ModelTcp(
                    "server " + lives, profiles.get(), time, script::output, script::input, net, this::changed);
            socket = fresh;
            fresh.accept(segment);
        } else {
            ModelTcp.refuse(segment, net);
        }
    }

    /** The program may find something new, on its connection or in its script. */
    void changed() {
        if (program != null) {
            program.wake();
        } else if (alive && !accepting && socket != null && socket.state() == ModelTcp.State.SYNCHRONIZED) {
            accepting = true;
            ModelTcp accepted = socket;
            time.after(dice.between(1, 300 * VirtualTime.MICRO), () -> accept(accepted));
        }
    }

    private void accept(ModelTcp accepted) {
        if (alive && accepted == socket && program == null && accepted.state() != ModelTcp.State.CLOSED) {
            program = new ServerProgram(script, accepted, outcomes, time, dice.fork(), stepBytes, stepNanos);
        }
        accepting = false;
    }
}
