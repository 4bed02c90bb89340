package dev.holdfast.tests.lab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.cli.AdminSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** One host of a lab with its node and its servers, as far as they are there. Safe for any thread. */
public final class LabHost {

    private static final long DEATH_MILLIS = 5_000;

    private final HostPlace place;

    LabHost(HostPlace place) {
        this.place = place;
    }

    /** What can be seen of a node from outside. */
    public enum State {
        /** Its process runs. */
        UP,
        /** Its process is stopped. */
        FROZEN,
        /** There is no process. */
        DEAD
    }

    public String name() {
        return place.name();
    }

    public HostPlace place() {
        return place;
    }

    public State state() {
        return Procfs.read(nodePid())
                .map(seen -> seen.stopped() ? State.FROZEN : State.UP)
                .orElse(State.DEAD);
    }

    /** 0 when the node is dead. */
    public int nodePid() {
        return NodeProcess.pidIn(place);
    }

    /** The node's own account; a frozen node does not answer. */
    public JsonNode status() {
        return new AdminSocket(place.adminSocket()).ask("status");
    }

    /** The same, with less patience. */
    public JsonNode status(Duration patience) {
        return new AdminSocket(place.adminSocket(), patience).ask("status");
    }

    public List<Procfs.Seen> serverProcesses() {
        return new WrappedServer(place).processes();
    }

    /** SIGKILL to every process of the server; gives how many there were. */
    public int killServer() {
        return new WrappedServer(place).kill();
    }

    /** SIGKILL to the node, and to its servers and whatever else lives here; gives how many there were. */
    public int killNode() {
        int processes = signalAll(Signals.KILL);
        long deadline = System.nanoTime() + DEATH_MILLIS * 1_000_000;
        while (!place.processes().isEmpty() || nodePid() != 0) { // an exiting process leaves its network first
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("processes of " + name() + " outlive SIGKILL");
            }
            LockSupport.parkNanos(1_000_000);
            signalAll(Signals.KILL);
        }
        return processes;
    }

    /** SIGSTOP to everything that runs here, the node first: the host stands still. Gives how many processes. */
    public int freeze() {
        return signalAll(Signals.STOP);
    }

    /** SIGCONT to the same. */
    public int thaw() {
        return signalAll(Signals.CONT);
    }

    /** The end of the node's log. */
    String lastWords() {
        try {
            return NodeProcess.lastWords(place.nodeLog());
        } catch (IOException gone) {
            return "";
        }
    }

    /** The node first, so that it answers nothing that happens to the others. */
    private int signalAll(int signal) {
        List<Procfs.Seen> all = new ArrayList<>(place.processes());
        int node = nodePid();
        all.sort(Comparator.comparing(seen -> seen.pid() != node));
        all.forEach(seen -> Signals.send(seen.pid(), signal));
        return all.size();
    }
}
