package dev.holdfast.protocol.connection;

import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.SeqNum;
import java.util.Optional;

/**
 * Which connection: the service's name, the two ends and the client's initial sequence number, which tells a connection from
 * its successor on the same ports.
 */
public record ConnectionId(String service, FourTuple tuple, SeqNum clientIsn) {

    /** A short printable name without blanks, unique on a node; used as entity id and persistence id. */
    public String name() {
        return service + "_" + tuple.client() + "_" + tuple.server() + "_" + Integer.toHexString(clientIsn.value());
    }

    /** The server's address in a {@link #name}; empty if {@code name} is none. */
    public static Optional<IpAddress> serverOf(String name) {
        int isn = name.lastIndexOf('_');
        int port = name.lastIndexOf(':', isn);
        int server = name.lastIndexOf('_', port) + 1;
        if (server <= 0 || port < server) {
            return Optional.empty();
        }
        String literal = name.substring(server, port);
        boolean bracketed = literal.startsWith("[") && literal.endsWith("]");
        try {
            return Optional.of(IpAddress.parse(bracketed ? literal.substring(1, literal.length() - 1) : literal));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
