package dev.holdfast.actors.connection;

import dev.holdfast.protocol.connection.Connection;

/**
 * What a connection's persistent actor knows of it, without the bytes.
 *
 * @param logged inbound offset up to which the client's bytes are journaled without a gap, 0 if not open
 * @param clientAcked outbound offset that the client is known to have, 0 if not open
 * @param incarnation the server's life that serves it, 0 if not open
 */
public record ConnectionSummary(String connection, State state, long logged, long clientAcked, int incarnation) {

    /** As far as the journal knows. */
    public enum State {
        UNKNOWN,
        OPEN,
        CLOSED
    }

    static ConnectionSummary of(String name, Connection connection) {
        return switch (connection) {
            case Connection.New _ -> new ConnectionSummary(name, State.UNKNOWN, 0, 0, 0);
            case Connection.Closed _ -> new ConnectionSummary(name, State.CLOSED, 0, 0, 0);
            case Connection.Open open ->
                new ConnectionSummary(
                        name, State.OPEN, open.logged().contiguousEnd(), open.clientAcked(), open.incarnation());
        };
    }
}
