package dev.holdfast.persistence.inspect;

import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.IpAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose history a persistence id names, read from the id itself. */
public sealed interface EntityName {

    /** The name of the service, empty if it can not be told. */
    String service();

    record OfConnection(String service, Endpoint client, Endpoint server) implements EntityName {}

    record OfServer(String service) implements EntityName {}

    /** Not written by a connection or a server's history. */
    record Unknown(String id) implements EntityName {

        @Override
        public String service() {
            return "";
        }
    }

    /** Never throws. */
    static EntityName of(String persistenceId) {
        Matcher connection = Patterns.CONNECTION.matcher(persistenceId);
        if (connection.matches()) {
            try {
                return new OfConnection(
                        connection.group(1), endpoint(connection.group(2)), endpoint(connection.group(3)));
            } catch (IllegalArgumentException noAddress) {
                return new Unknown(persistenceId);
            }
        }
        return persistenceId.startsWith(Patterns.HISTORY)
                ? new OfServer(persistenceId.substring(Patterns.HISTORY.length()))
                : new Unknown(persistenceId);
    }

    /**
     * Reads {@code 192.0.2.7:80} or {@code [2001:db8::7]:80}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no port in " + text);
        }
        return new Endpoint(address(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    /** With or without brackets. @throws IllegalArgumentException if it is no literal address */
    static IpAddress address(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        return IpAddress.parse(bracketed ? text.substring(1, text.length() - 1) : text);
    }

    /** How ids are built. */
    final class Patterns {

        private static final Pattern CONNECTION =
                Pattern.compile("([a-z0-9-]+)_([^_]+:\\d+)_([^_]+:\\d+)_([0-9a-f]{1,8})");
        private static final String HISTORY = "history_";

        private Patterns() {}
    }
}
