package dev.holdfast.tests.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The server's own processes on a host, found without asking the node: what has the shim mapped or descends from such a
 * process or from the spawner, in the host's networks.
 */
final class WrappedServer {

    private static final String SPAWNER = "holdfast-spawn";
    private static final String SHIM = "holdfast";

    private final HostPlace place;

    WrappedServer(HostPlace place) {
        this.place = place;
    }

    /** Parents before their children. */
    List<Procfs.Seen> processes() {
        List<Procfs.Seen> onHost = new ArrayList<>(place.processes());
        onHost.sort(Comparator.comparingLong(Procfs.Seen::startTicks).thenComparingInt(Procfs.Seen::pid));
        int node = NodeProcess.pidIn(place);
        Set<Integer> family = new HashSet<>();
        List<Procfs.Seen> server = new ArrayList<>();
        for (Procfs.Seen seen : onHost) {
            boolean spawner = isSpawner(seen);
            boolean ours =
                    seen.pid() != node && !spawner && (family.contains(seen.parent()) || Procfs.maps(seen.pid(), SHIM));
            if (spawner || ours) {
                family.add(seen.pid());
            }
            if (ours) {
                server.add(seen);
            }
        }
        return server;
    }

    /**
     * SIGKILL to all of them, parents first, so that no parent replaces a child that died; a second look finds what a parent
     * made at the last moment, which the same spawner has taken in. Gives how many there were.
     */
    int kill() {
        List<Procfs.Seen> found = processes();
        Set<Integer> heirs = new HashSet<>(Set.of(1));
        for (Procfs.Seen seen : found) {
            heirs.add(seen.pid());
            heirs.add(seen.parent());
            Signals.send(seen.pid(), Signals.KILL);
        }
        processes().stream()
                .filter(seen -> heirs.contains(seen.parent()))
                .forEach(seen -> Signals.send(seen.pid(), Signals.KILL));
        return found.size();
    }

    /** The kernel keeps 15 characters of a name. */
    private static boolean isSpawner(Procfs.Seen seen) {
        return SPAWNER.startsWith(seen.name()) && seen.name().length() >= 12;
    }
}
