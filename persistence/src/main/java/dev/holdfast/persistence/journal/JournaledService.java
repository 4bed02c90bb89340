package dev.holdfast.persistence.journal;

import dev.holdfast.persistence.serialization.EventCodecs;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * What a journal holds of one service, for whoever takes it up.
 *
 * @param open connections that had not ended, without their bytes
 * @param ended persistence ids of connections that are over
 * @param lastIncarnation of its server, -1 if none was ever started
 */
public record JournaledService(List<Connection.Open> open, List<String> ended, int lastIncarnation) {

    private static final String HISTORY = "history_";

    public JournaledService {
        open = List.copyOf(open);
        ended = List.copyOf(ended);
    }

    /**
     * Reads everything there is about {@code service}; takes time, so not on a loop.
     *
     * @throws JournalDamagedException if an entry is not what was written
     */
    public static JournaledService read(JournalStore store, String service) {
        List<Connection.Open> open = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        int[] last = {-1};
        for (String id : store.persistenceIds()) {
            if (id.equals(HISTORY + service)) {
                store.read(id, 1, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
                    if (event(entry) instanceof ServerHistoryEvent.ServerStarted started) {
                        last[0] = Math.max(last[0], started.incarnation());
                    }
                    return true;
                });
            } else if (id.startsWith(service + "_")) {
                switch (connection(store, id)) {
                    case Connection.Open still -> open.add(still);
                    case Connection.Closed _ -> ended.add(id);
                    case Connection.New _ -> {}
                }
            }
        }
        return new JournaledService(open, ended, last[0]);
    }

    private static Connection connection(JournalStore store, String id) {
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
        return EventCodecs.decodeWithoutClientBytes(entry.manifest(), entry.payload());
    }
}
