package dev.holdfast.persistence.journal;

import dev.holdfast.persistence.serialization.EventCodecs;
import dev.holdfast.persistence.serialization.MalformedEventException;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * What a journal holds of one service, for whoever takes it up.
 *
 * @param open connections that had not ended, without their bytes
 * @param ended persistence ids of connections that are over
 * @param damaged places that are not what was written; their connections, and theirs only, are lost
 * @param lastIncarnation of its server, -1 if none was ever started
 */
public record JournaledService(
        List<Connection.Open> open, List<String> ended, List<String> damaged, int lastIncarnation) {

    /** The persistence id of the history of {@code service}'s server. */
    public static String historyId(String service) {
        return "history_" + service;
    }

    public JournaledService {
        open = List.copyOf(open);
        ended = List.copyOf(ended);
        damaged = List.copyOf(damaged);
    }

    /**
     * Reads everything there is about {@code service}; takes time, so not on a loop.
     *
     * @throws JournalException if the store is closed or broken; damaged entries cost their own connection only
     */
    public static JournaledService read(JournalStore store, String service) {
        List<Connection.Open> open = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        int last = -1;
        for (String id : store.persistenceIds()) {
            try {
                if (id.equals(historyId(service))) {
                    last = Math.max(last, lastStarted(store, id));
                } else if (id.startsWith(service + "_")) {
                    switch (connection(store, id)) {
                        case Connection.Open still -> {
                            open.add(still);
                            last = Math.max(last, still.incarnation());
                        }
                        case Connection.Closed _ -> ended.add(id);
                        case Connection.New _ -> {}
                    }
                }
            } catch (JournalDamagedException damage) {
                damaged.add(String.valueOf(damage.getMessage()));
            }
        }
        return new JournaledService(open, ended, damaged, last);
    }

    private static int lastStarted(JournalStore store, String id) {
        int[] last = {-1};
        store.read(id, 1, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
            if (event(entry) instanceof ServerHistoryEvent.ServerStarted started) {
                last[0] = Math.max(last[0], started.incarnation());
            }
            return true;
        });
        return last[0];
    }

    /** A connection's end is its last event, so of most of them one entry tells all. */
    private static Connection connection(JournalStore store, String id) {
        Connection[] state = {new Connection.New()};
        store.read(id, store.highestSequenceNr(id), Long.MAX_VALUE, 1, entry -> {
            if (event(entry) instanceof ConnectionClosed closed) {
                state[0] = new Connection.Closed(closed);
            }
            return false;
        });
        return state[0] instanceof Connection.Closed ? state[0] : folded(store, id);
    }

    private static Connection folded(JournalStore store, String id) {
        Connection[] state = {new Connection.New()};
        store.read(id, 1, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
            if (event(entry) instanceof ConnectionEvent event) {
                state[0] = Connection.evolve(state[0], event);
            }
            return true;
        });
        return state[0];
    }

    private static Object event(Entry entry) {
        try {
            return EventCodecs.decodeWithoutClientBytes(entry.manifest(), entry.payload());
        } catch (MalformedEventException malformed) {
            throw new JournalDamagedException(
                    entry.persistenceId() + " #" + entry.sequenceNr(), String.valueOf(malformed.getMessage()));
        }
    }
}
