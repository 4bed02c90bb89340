package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.inspect.EntityName.OfConnection;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which part of a journal is asked for; an empty list asks for all.
 *
 * @param clients accept a connection by its client
 * @param connections persistence ids, or how they begin
 * @param since wall clock of the entry, inclusive
 * @param until wall clock of the entry, exclusive
 * @param types manifests
 */
public record Selection(
        List<Predicate<Endpoint>> clients,
        List<String> services,
        List<String> connections,
        Instant since,
        Instant until,
        List<String> types) {

    public static final Selection ALL =
            new Selection(List.of(), List.of(), List.of(), Instant.MIN, Instant.MAX, List.of());

    public Selection {
        clients = List.copyOf(clients);
        services = List.copyOf(services);
        connections = List.copyOf(connections);
        types = List.copyOf(types);
    }

    /**
     * A client by address, or by address and port.
     *
     * @throws IllegalArgumentException if {@code text} is neither
     */
    public static Predicate<Endpoint> client(String text) {
        boolean bare = text.indexOf(':') < 0 || (text.indexOf(':') != text.lastIndexOf(':') && !text.contains("]:"));
        if (bare) {
            IpAddress address = EntityName.address(text);
            return client -> client.address().equals(address);
        }
        return EntityName.endpoint(text)::equals;
    }

    /** Whether the entity is asked for, as far as its id tells. */
    public boolean wants(String persistenceId) {
        EntityName name = EntityName.of(persistenceId);
        return (connections.isEmpty() || connections.stream().anyMatch(persistenceId::startsWith))
                && (services.isEmpty() || services.contains(name.service()))
                && (clients.isEmpty()
                        || (name instanceof OfConnection connection
                                && clients.stream().anyMatch(client -> client.test(connection.client()))));
    }

    public boolean wants(Entry entry) {
        return (types.isEmpty() || types.contains(entry.manifest())) && isWithin(entry.timestampMillis());
    }

    /** Whether anything between the two instants, milliseconds since 1970, may be asked for. */
    boolean touches(long fromMillis, long toMillis) {
        return !Instant.ofEpochMilli(toMillis).isBefore(since)
                && Instant.ofEpochMilli(fromMillis).isBefore(until);
    }

    private boolean isWithin(long millis) {
        return touches(millis, millis);
    }
}
