package dev.holdfast.persistence.journal;

import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
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
    static JournaledService read(JournalStore store, String service) {
        PresentStates states = new PresentStates();
        for (String id : store.persistenceIds()) {
            try {
                if (id.equals(historyId(service))) {
                    addAll(store, id, states);
                } else if (id.startsWith(service + "_")) {
                    addConnection(store, id, states);
                }
            } catch (JournalDamagedException damage) {
                states.damaged(id, String.valueOf(damage.getMessage()));
            }
        }
        return states.service(service);
    }

    /** A connection's end is its last event, so of most of them one entry tells all. */
    private static void addConnection(JournalStore store, String id, PresentStates states) {
        boolean[] isOver = {false};
        store.read(id, store.highestSequenceNr(id), Long.MAX_VALUE, 1, entry -> {
            isOver[0] = PresentStates.event(entry) instanceof ConnectionClosed;
            if (isOver[0]) {
                states.add(entry);
            }
            return false;
        });
        if (!isOver[0]) {
            addAll(store, id, states);
        }
    }

    private static void addAll(JournalStore store, String id, PresentStates states) {
        store.read(id, 1, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
            states.add(entry);
            return true;
        });
    }
}
