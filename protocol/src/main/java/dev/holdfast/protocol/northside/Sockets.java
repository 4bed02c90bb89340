package dev.holdfast.protocol.northside;

import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds connections by their four-tuple and listeners by their port.
 *
 * <p>Limits: at most {@code connectionsMax} connections; of those that nobody holds any more the latest {@code endedMax}; per
 * port one listener that nobody holds any more.
 */
final class Sockets {

    private final int connectionsMax;
    private final int endedMax;
    private final Map<FourTuple, HeldSocket> connections = new HashMap<>();
    private final Map<Integer, List<HeldSocket>> listenersByPort = new HashMap<>();
    private final ArrayDeque<HeldSocket> ended = new ArrayDeque<>();

    Sockets(int connectionsMax, int endedMax) {
        this.connectionsMax = connectionsMax;
        this.endedMax = endedMax;
    }

    int connectionCount() {
        return connections.size();
    }

    Optional<HeldSocket> connection(FourTuple tuple) {
        return Optional.ofNullable(connections.get(tuple));
    }

    /** A new connection; one that had the same four-tuple before is no longer found. Empty when the table is full. */
    Optional<HeldSocket> accepted(FourTuple tuple) {
        if (connections.size() >= connectionsMax && !connections.containsKey(tuple)) {
            return Optional.empty();
        }
        HeldSocket socket = HeldSocket.connection(tuple);
        connections.put(tuple, socket);
        return Optional.of(socket);
    }

    /** The connection of this four-tuple, whoever announced it first. Empty when the table is full. */
    Optional<HeldSocket> announced(FourTuple tuple) {
        HeldSocket known = connections.get(tuple);
        return known == null ? accepted(tuple) : Optional.of(known);
    }

    HeldSocket listening(Endpoint local) {
        HeldSocket socket = HeldSocket.listener(local);
        List<HeldSocket> listeners = listenersByPort.computeIfAbsent(local.port(), _ -> new ArrayList<>());
        listeners.removeIf(other -> !other.isHeld());
        listeners.add(socket);
        return socket;
    }

    /** Nobody holds {@code socket} any more: kept for late packets until enough others have ended after it. */
    void ended(HeldSocket socket) {
        if (socket.isListener()) {
            List<HeldSocket> listeners =
                    listenersByPort.getOrDefault(socket.local().port(), new ArrayList<>());
            listeners.removeIf(other -> other != socket && !other.isHeld());
            return;
        }
        ended.add(socket);
        if (ended.size() > endedMax) {
            HeldSocket oldest = ended.remove();
            FourTuple tuple = oldest.tuple();
            if (tuple != null && !oldest.isHeld()) {
                connections.remove(tuple, oldest);
            }
        }
    }

    void forget(FourTuple tuple) {
        connections.remove(tuple);
    }

    Set<Integer> listening(int port) {
        TreeSet<Integer> pids = new TreeSet<>();
        for (HeldSocket listener : listenersByPort.getOrDefault(port, List.of())) {
            pids.addAll(listener.holders());
        }
        return pids;
    }

    /** What became of the listeners that {@code server} belonged to: held if one is, else as the last of them went. */
    CloseVerdict listenerVerdict(Endpoint server) {
        TreeSet<Integer> pids = new TreeSet<>();
        CloseVerdict verdict = new CloseVerdict.NeverAccepted();
        for (HeldSocket listener : listenersByPort.getOrDefault(server.port(), List.of())) {
            pids.addAll(listener.holders());
            verdict = listener.verdict(Ending.RST);
        }
        return pids.isEmpty() ? verdict : new CloseVerdict.HeldOpen(List.copyOf(pids));
    }
}
