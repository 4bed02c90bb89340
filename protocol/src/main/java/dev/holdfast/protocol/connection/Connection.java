package dev.holdfast.protocol.connection;

import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import org.jspecify.annotations.Nullable;

/**
 * The durable state of a connection: what a successor needs besides the logged bytes themselves.
 *
 * <pre>
 *   New ──ConnectionOpened──► Open ──ConnectionClosed──► Closed
 * </pre>
 *
 * <p>{@link #evolve} is total and deterministic (I10): an event that does not fit changes nothing.
 */
public sealed interface Connection {

    /** Nothing is known yet. */
    record New() implements Connection {}

    /**
     * @param logged client bytes in the journal
     * @param clientAcked outbound offset that the client is known to have received
     * @param incarnation the server's life that serves it now
     */
    record Open(ConnectionOpened opened, LoggedRanges logged, long clientAcked, int incarnation, boolean serverClosed)
            implements Connection {}

    record Closed(ConnectionClosed how) implements Connection {}

    /** Whether {@code command} may be carried out, and the facts it makes; never throws. */
    static Decision decide(Connection state, ConnectionCommand.JournalEvents command) {
        Connection next = state;
        for (ConnectionEvent event : command.events()) {
            String objection = objection(next, event);
            if (objection != null) {
                return new Decision.Refused(objection);
            }
            next = evolve(next, event);
        }
        return new Decision.Accepted(command.events());
    }

    private static @Nullable String objection(Connection state, ConnectionEvent event) {
        return switch (state) {
            case New _ ->
                event instanceof ConnectionOpened || event instanceof ConnectionClosed ? null : "not open yet";
            case Closed _ -> "closed already";
            case Open open ->
                switch (event) {
                    case ConnectionOpened _ -> "open already";
                    case ClientBytesLogged bytes ->
                        open.logged().overlaps(bytes.offset(), bytes.end())
                                ? "logged already: " + bytes.offset()
                                : null;
                    case ClientAckAdvanced _, ServerClosed _, ServerReplaced _, ConnectionClosed _ -> null;
                };
        };
    }

    static Connection evolve(Connection state, ConnectionEvent event) {
        return switch (state) {
            case New unborn ->
                switch (event) {
                    case ConnectionOpened opened -> new Open(opened, LoggedRanges.NONE, 0, opened.incarnation(), false);
                    case ConnectionClosed closed -> new Closed(closed);
                    case ClientBytesLogged _, ClientAckAdvanced _, ServerClosed _, ServerReplaced _ -> unborn;
                };
            case Open open -> evolveOpen(open, event);
            case Closed closed -> closed;
        };
    }

    private static Connection evolveOpen(Open open, ConnectionEvent event) {
        return switch (event) {
            case ConnectionOpened _ -> open;
            case ClientBytesLogged bytes ->
                new Open(
                        open.opened(),
                        open.logged().plus(bytes.offset(), bytes.end()),
                        open.clientAcked(),
                        open.incarnation(),
                        open.serverClosed());
            case ClientAckAdvanced ack ->
                new Open(
                        open.opened(),
                        open.logged(),
                        Math.max(open.clientAcked(), ack.offset()),
                        open.incarnation(),
                        open.serverClosed());
            case ServerClosed _ -> new Open(open.opened(), open.logged(), open.clientAcked(), open.incarnation(), true);
            case ServerReplaced replaced ->
                new Open(open.opened(), open.logged(), open.clientAcked(), replaced.incarnation(), false);
            case ConnectionClosed closed -> new Closed(closed);
        };
    }
}
