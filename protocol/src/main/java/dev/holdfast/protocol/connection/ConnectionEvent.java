package dev.holdfast.protocol.connection;

import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;

/**
 * A fact about a connection; journaled, never changed (I10). Stream offsets count from the SYN: offset 0 is the SYN itself,
 * data begins at 1.
 */
public sealed interface ConnectionEvent {

    /**
     * The server's TCP accepted the client's SYN. The SYN/ACK leaves when this is stable.
     *
     * @param serverIss the first incarnation's initial sequence number: the one that the client knows for ever
     * @param openedAtMillis wall clock, milliseconds since 1970; for people, decides nothing
     * @param clientMac where the client's frames came from, itself or its router, 48 bits; 0 if unknown. A successor on the
     *     same segment speaks to the client there until it hears from it
     */
    record ConnectionOpened(
            ConnectionId id,
            SeqNum serverIss,
            SynProfile clientSyn,
            SynProfile serverSyn,
            int incarnation,
            long openedAtMillis,
            long clientMac)
            implements ConnectionEvent {}

    /**
     * Bytes of the client, new at this place of the stream; runs may come out of order but never overlap.
     *
     * @param offset inbound offset of the first byte
     * @param fin whether the client's FIN follows the last byte
     */
    record ClientBytesLogged(long offset, Payload bytes, boolean fin) implements ConnectionEvent {

        /** The offset after the last byte and the FIN. */
        public long end() {
            return offset + bytes.length() + (fin ? 1 : 0);
        }
    }

    /**
     * What a replay of the journal shows in the place of {@link ClientBytesLogged}: the bytes stay in the journal, because an
     * upload of any size must fit no heap; never written.
     *
     * @param offset inbound offset of the first byte
     * @param end the offset after the last byte and the FIN
     */
    record ClientBytesStored(long offset, long end, boolean fin) implements ConnectionEvent {}

    /** The client is known to have received the server's stream up to {@code offset} (outbound); recorded lazily. */
    record ClientAckAdvanced(long offset) implements ConnectionEvent {}

    /** The server program closed the connection itself, so its FIN or RST may pass (I5). */
    record ServerClosed(CloseCause cause) implements ConnectionEvent {}

    /** A new server process carries on the connection. */
    record ServerReplaced(int incarnation, SeqNum serverIss) implements ConnectionEvent {}

    /** The connection is over; its bytes are only history now. */
    record ConnectionClosed(ClosedBy by, String why) implements ConnectionEvent {}

    /** What the shim or the kernel saw the server program do. */
    enum CloseCause {
        SHUTDOWN,
        CLOSE,
        EXIT,
        KERNEL_WITNESS
    }

    /** Who ended a connection. */
    enum ClosedBy {
        CLIENT,
        SERVER,
        BOTH,
        HOLDFAST
    }
}
