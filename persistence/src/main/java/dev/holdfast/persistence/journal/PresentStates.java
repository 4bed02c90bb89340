package dev.holdfast.persistence.journal;

import dev.holdfast.persistence.serialization.EventCodecs;
import dev.holdfast.persistence.serialization.MalformedEventException;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the entries of a journal come to, folded as they come, without the clients' bytes: a follower that does so has nothing to
 * read when it takes over. Owned by one thread.
 */
public final class PresentStates {

    private final Map<String, Present> connections = new HashMap<>();
    private final Map<String, Integer> lastStarted = new HashMap<>();
    private final Map<String, String> damaged = new HashMap<>();

    /** @param sequenceNr of the last entry that {@code connection} comes from */
    public record Present(Connection connection, long sequenceNr) {}

    /** The next entry of its entity. */
    public void add(Entry entry) {
        String id = entry.persistenceId();
        try {
            switch (event(entry)) {
                case ConnectionEvent event ->
                    connections.compute(
                            id,
                            (_, before) -> new Present(
                                    Connection.evolve(before == null ? new Connection.New() : before.connection, event),
                                    entry.sequenceNr()));
                case ServerHistoryEvent.ServerStarted started ->
                    lastStarted.merge(id, started.incarnation(), Math::max);
                default -> {}
            }
        } catch (JournalDamagedException damage) {
            damaged(id, String.valueOf(damage.getMessage()));
        }
    }

    /** An entity of which an entry is not what was written: it is lost, and it alone. */
    void damaged(String persistenceId, String place) {
        damaged.put(persistenceId, place);
    }

    /** The entity is no more in the journal. */
    public void forget(String persistenceId) {
        connections.remove(persistenceId);
        lastStarted.remove(persistenceId);
        damaged.remove(persistenceId);
    }

    /** Of a connection that is there and whose entries are all what was written. */
    public Optional<Present> connection(String persistenceId) {
        return damaged.containsKey(persistenceId)
                ? Optional.empty()
                : Optional.ofNullable(connections.get(persistenceId));
    }

    public JournaledService service(String service) {
        List<Connection.Open> open = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        List<String> places = new ArrayList<>();
        String history = JournaledService.historyId(service);
        int last = lastStarted.getOrDefault(history, -1);
        for (Map.Entry<String, Present> each : connections.entrySet()) {
            if (!each.getKey().startsWith(service + "_") || damaged.containsKey(each.getKey())) {
                continue;
            }
            switch (each.getValue().connection) {
                case Connection.Open still -> {
                    open.add(still);
                    last = Math.max(last, still.incarnation());
                }
                case Connection.Closed _ -> ended.add(each.getKey());
                case Connection.New _ -> {}
            }
        }
        damaged.forEach((id, place) -> {
            if (id.equals(history) || id.startsWith(service + "_")) {
                places.add(place);
            }
        });
        return new JournaledService(open, ended, places, last);
    }

    static Object event(Entry entry) {
        try {
            return EventCodecs.decodeWithoutClientBytes(entry.manifest(), entry.payload());
        } catch (MalformedEventException malformed) {
            throw new JournalDamagedException(
                    entry.persistenceId() + " #" + entry.sequenceNr(), String.valueOf(malformed.getMessage()));
        }
    }
}
