package dev.holdfast.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which connections of a status document a command is about. */
final class ConnectionFilter {

    @Option(names = "--service", paramLabel = "NAME", description = "Of this service only.")
    @Nullable
    String service;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description =
                    "In these states only: opening, normal, stalled, recovering, closed (default: all but closed).")
    List<String> states = List.of();

    @Option(names = "--client", paramLabel = "TEXT", description = "Whose client's address begins with this.")
    @Nullable
    String client;

    List<JsonNode> of(JsonNode status) {
        return StreamSupport.stream(status.path("connections").spliterator(), false)
                .filter(this::matches)
                .toList();
    }

    private boolean matches(JsonNode connection) {
        String state = connection.path("state").asText();
        return (service == null || service.equals(connection.path("service").asText()))
                && (states.isEmpty() ? !state.equals("closed") : states.contains(state))
                && (client == null || connection.path("client").asText().startsWith(client));
    }
}
