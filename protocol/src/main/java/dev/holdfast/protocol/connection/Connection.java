package dev.holdfast.protocol.connection;

import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesStored;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import java.util.ArrayList;
import java.util.List;
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
     * @param finOffset inbound offset of the client's FIN, {@link #NO_FIN} if it has not come
     * @param incarnation the server's life that serves it now
     */
    record Open(
            ConnectionOpened opened,
            LoggedRanges logged,
            long finOffset,
            long clientAcked,
            int incarnation,
            boolean serverClosed)
            implements Connection {

        public static final long NO_FIN = Long.MAX_VALUE;

        private Open plus(long from, long to, boolean fin) {
            return new Open(
                    opened, logged.plus(from, to), fin ? to - 1 : finOffset, clientAcked, incarnation, serverClosed);
        }
    }

    record Closed(ConnectionClosed how) implements Connection {}

    /**
     * Whether {@code command} may be carried out, and the facts it adds; never throws. What is known already is not a fact again:
     * whoever got no answer may ask once more.
     */
    static Decision decide(Connection state, ConnectionCommand.JournalEvents command) {
        if (state instanceof Closed closed && command.events().getLast().equals(closed.how())) {
            return new Decision.Accepted(List.of());
        }
        Connection next = state;
        List<ConnectionEvent> added = new ArrayList<>();
        for (ConnectionEvent event : command.events()) {
            if (isKnown(next, event)) {
                continue;
            }
            String objection = objection(next, event);
            if (objection != null) {
                return new Decision.Refused(objection);
            }
            next = evolve(next, event);
            added.add(event);
        }
        return new Decision.Accepted(added);
    }

    private static boolean isKnown(Connection state, ConnectionEvent event) {
        return switch (state) {
            case New _ -> false;
            case Open open ->
                event.equals(open.opened())
                        || event instanceof ClientBytesLogged bytes
                                && open.logged().covers(bytes.offset(), bytes.end());
            case Closed _ -> false;
        };
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
                    case ClientBytesStored _ -> "without its bytes";
                    case ClientAckAdvanced _, ServerClosed _, ServerReplaced _, ConnectionClosed _ -> null;
                };
        };
    }

    static Connection evolve(Connection state, ConnectionEvent event) {
        return switch (state) {
            case New unborn ->
                switch (event) {
                    case ConnectionOpened opened ->
                        new Open(opened, LoggedRanges.NONE, Open.NO_FIN, 0, opened.incarnation(), false);
                    case ConnectionClosed closed -> new Closed(closed);
                    case ClientBytesLogged _,
                            ClientBytesStored _,
                            ClientAckAdvanced _,
                            ServerClosed _,
                            ServerReplaced _ -> unborn;
                };
            case Open open -> evolveOpen(open, event);
            case Closed closed -> closed;
        };
    }

    private static Connection evolveOpen(Open open, ConnectionEvent event) {
        return switch (event) {
            case ConnectionOpened _ -> open;
            case ClientBytesLogged bytes -> open.plus(bytes.offset(), bytes.end(), bytes.fin());
            case ClientBytesStored bytes -> open.plus(bytes.offset(), bytes.end(), bytes.fin());
            case ClientAckAdvanced ack ->
                new Open(
                        open.opened(),
                        open.logged(),
                        open.finOffset(),
                        Math.max(open.clientAcked(), ack.offset()),
                        open.incarnation(),
                        open.serverClosed());
            case ServerClosed _ -> withServer(open, open.incarnation(), true);
            case ServerReplaced replaced -> withServer(open, replaced.incarnation(), false);
            case ConnectionClosed closed -> new Closed(closed);
        };
    }

    private static Open withServer(Open open, int incarnation, boolean closed) {
        return new Open(open.opened(), open.logged(), open.finOffset(), open.clientAcked(), incarnation, closed);
    }
}
