package dev.holdfast.interceptors.path;

import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.wire.Payload;

/** Where one connection's facts go; confirmations come back on the loop's thread, in order, never from within a call. */
public interface ConnectionJournal {

    /** Opens the journals of connections. */
    interface Factory {
        ConnectionJournal open(ConnectionId id, Confirmations confirmations);

        /** Of a connection that has entries already. */
        ConnectionJournal reopen(ConnectionId id, Confirmations confirmations);
    }

    /** What the journal tells a connection. */
    interface Confirmations {

        void bytesStable(long from, long to);

        void eventStable(ConnectionEvent event);

        /** Bytes asked for by {@link ConnectionJournal#read}; empty if there are none now. */
        void bytesRead(long offset, Payload bytes);

        /** Bytes asked for are not what was written: what the server had can never be given to another one. */
        void unreadable(String why);

        /** What was handed over does not fit to what the journal holds, and never will: nothing that depends on it may leave. */
        void refused(String why);

        void blocked(boolean nowBlocked);
    }

    /**
     * Takes client bytes, which it copies; runs that follow each other become one event.
     *
     * @return false if there is no room: nothing was taken
     */
    boolean bytes(long offset, Payload bytes, boolean fin);

    void event(ConnectionEvent event);

    void read(long offset, int bytesMax);

    /** The connection is over: whatever is on its way still gets there, then the journal may forget it. */
    void close();
}
