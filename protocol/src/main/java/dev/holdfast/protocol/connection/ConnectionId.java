package dev.holdfast.protocol.connection;

import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.SeqNum;

/**
 * Which connection: the service's name, the two ends and the client's initial sequence number, which tells a connection from
 * its successor on the same ports.
 */
public record ConnectionId(String service, FourTuple tuple, SeqNum clientIsn) {

    /** A short printable name without blanks, unique on a node; used as entity id and persistence id. */
    public String name() {
        return service + "_" + tuple.client() + "_" + tuple.server() + "_" + Integer.toHexString(clientIsn.value());
    }

    @Override
    public String toString() {
        return name();
    }
}
