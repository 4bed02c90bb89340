package dev.holdfast.actors.watch;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.persistence.serialization.EventCodecs;
import dev.holdfast.persistence.serialization.MalformedEventException;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesStored;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the journal holds of one connection, without its bytes; waits for the disk, so never on the loop. */
public final class ConnectionEvents {

    /** Of one answer. */
    public static final int EVENTS_MAX = 500;

    private ConnectionEvents() {}

    /**
     * @param id the connection's name
     * @param from the first sequence number that is wanted; 0: the last {@value #EVENTS_MAX} events
     * @return {@code highest} is the last number there is, 0 if the journal knows nothing of the connection
     */
    public static Map<String, Object> of(JournalReader store, String id, long from) {
        long highest = store.highestSequenceNr(id);
        long first = from > 0 ? from : Math.max(1, highest - EVENTS_MAX + 1);
        List<Object> events = new ArrayList<>();
        try {
            if (first <= highest) {
                store.read(id, first, highest, EVENTS_MAX, entry -> events.add(row(entry)));
            }
        } catch (JournalDamagedException damaged) {
            events.add(Map.of("type", "damaged", "detail", String.valueOf(damaged.getMessage())));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("highest", highest);
        answer.put("events", events);
        return answer;
    }

    private static Map<String, Object> row(Entry entry) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("seq", entry.sequenceNr());
        row.put("at", entry.timestampMillis());
        try {
            Object event = EventCodecs.decodeWithoutClientBytes(entry.manifest(), entry.payload());
            if (event instanceof ConnectionEvent known) {
                describe(known, row);
            }
        } catch (MalformedEventException malformed) {
            row.put("type", "damaged");
            row.put("detail", String.valueOf(malformed.getMessage()));
        }
        return row;
    }

    private static void describe(ConnectionEvent event, Map<String, Object> row) {
        switch (event) {
            case ConnectionOpened opened -> {
                row.put("type", "opened");
                row.put("detail", "by the client, incarnation " + opened.incarnation());
            }
            case ClientBytesStored bytes -> bytes(row, bytes.offset(), bytes.end(), bytes.fin());
            case ClientBytesLogged bytes -> bytes(row, bytes.offset(), bytes.end(), bytes.fin());
            case ClientAckAdvanced ack -> {
                row.put("type", "client ack");
                row.put("detail", "has the server's bytes up to " + ack.offset());
            }
            case ServerClosed closed -> {
                row.put("type", "server closed");
                row.put("detail", closed.cause().name().toLowerCase(Locale.ROOT));
            }
            case ServerReplaced replaced -> {
                row.put("type", "server replaced");
                row.put("detail", "carried on by incarnation " + replaced.incarnation());
            }
            case ConnectionClosed closed -> {
                row.put("type", "closed");
                row.put("detail", "by " + closed.by().name().toLowerCase(Locale.ROOT) + ": " + closed.why());
            }
        }
    }

    private static void bytes(Map<String, Object> row, long offset, long end, boolean fin) {
        long count = end - offset - (fin ? 1 : 0);
        row.put("type", "client bytes");
        row.put("detail", count + " bytes at " + offset + (fin ? ", then FIN" : ""));
    }
}
