package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.inspect.ConnectionSummary.State;
import dev.holdfast.persistence.inspect.EntityName.OfConnection;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.EntryFormat;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;

/** Adds up the entries of one connection. Owned by one thread. */
final class ConnectionFold {

    private final String id;
    private final OfConnection name;
    private Connection state = new Connection.New();
    private String lastWriter = "";
    private long firstMillis;
    private long lastMillis;
    private long bytesIn;
    private long acked;
    private int incarnations;
    private int writers;
    private long entries;
    private long bytes;

    ConnectionFold(String id, OfConnection name) {
        this.id = id;
        this.name = name;
    }

    void add(Entry entry) {
        firstMillis = entries == 0 ? entry.timestampMillis() : firstMillis;
        lastMillis = entry.timestampMillis();
        entries++;
        bytes += EntryFormat.length(entry);
        if (!entry.writerUuid().equals(lastWriter)) {
            lastWriter = entry.writerUuid();
            writers++;
        }
        if (Recorded.of(entry).event() instanceof ConnectionEvent event) {
            add(event);
        }
    }

    private void add(ConnectionEvent event) {
        Connection before = state;
        state = Connection.evolve(before, event);
        if (state instanceof Connection.Open open) {
            acked = open.clientAcked();
            // a life of the server may accept a connection twice: a dead one's backlog answered first
            boolean sameLife = before instanceof Connection.Open was && was.incarnation() == open.incarnation();
            incarnations += sameLife ? 0 : 1;
        }
        if (event instanceof ClientBytesLogged logged) {
            bytesIn += logged.bytes().length();
        }
    }

    ConnectionSummary summary() {
        return switch (state) {
            case Connection.New _ -> summary(State.EMPTY, "");
            case Connection.Open open -> summary(State.OPEN, open.serverClosed() ? "the server closed" : "");
            case Connection.Closed closed ->
                summary(State.CLOSED, closed.how().by() + ": " + closed.how().why());
        };
    }

    ConnectionSummary damaged(String what) {
        return summary(State.DAMAGED, what);
    }

    private ConnectionSummary summary(State shown, String remark) {
        return new ConnectionSummary(
                id,
                name,
                shown,
                firstMillis,
                lastMillis,
                bytesIn,
                Math.max(0, acked - 1),
                incarnations,
                writers,
                entries,
                bytes,
                remark);
    }
}
