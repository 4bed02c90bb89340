package dev.holdfast.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** A node's status document as tables for people; fields that the node did not send are shown as a dash. */
public final class StatusTables {

    private static final int CONNECTIONS_SHOWN = 40;
    private static final int FAILURES_SHOWN = 10;

    private StatusTables() {}

    public static String render(JsonNode status) {
        StringBuilder text = new StringBuilder();
        text.append(services(status.path("services")));
        text.append('\n').append(connections(status.path("connections")));
        if (!status.path("failures").isEmpty()) {
            text.append('\n').append(failures(status.path("failures")));
        }
        JsonNode journal = status.path("journal");
        if (journal.isObject()) {
            text.append("\njournal ")
                    .append(field(journal, "store"))
                    .append(": ")
                    .append(field(journal, "bytes"));
            text.append(" of ")
                    .append(field(journal, "limit"))
                    .append(" bytes, ")
                    .append(field(journal, "state"));
            text.append('\n');
        }
        return text.toString();
    }

    private static String services(JsonNode services) {
        TextTable table =
                new TextTable("SERVICE", "PORT", "LEVEL", "STATE", "INCARNATION", "PID", "CONNECTIONS", "REASON");
        for (JsonNode service : services) {
            table.row(
                    field(service, "name"),
                    field(service, "port"),
                    field(service, "level"),
                    field(service, "state"),
                    field(service, "incarnation"),
                    field(service, "pid"),
                    field(service, "connections"),
                    field(service, "reason"));
        }
        return table.render();
    }

    private static String connections(JsonNode connections) {
        TextTable table = new TextTable("CLIENT", "SERVER", "STATE", "PHASE", "IN", "OUT", "STABLE LAG", "PROTECTED");
        int shown = 0;
        for (JsonNode connection : connections) {
            if (shown++ == CONNECTIONS_SHOWN) {
                break;
            }
            table.row(
                    field(connection, "client"),
                    field(connection, "server"),
                    field(connection, "state"),
                    field(connection, "phase"),
                    field(connection, "bytes_in"),
                    field(connection, "bytes_out"),
                    field(connection, "stable_lag_bytes"),
                    connection.path("protected").asBoolean() ? "yes" : "NO");
        }
        int more = connections.size() - CONNECTIONS_SHOWN;
        return table.render() + (more > 0 ? "… and " + more + " more (-o json shows all)\n" : "");
    }

    private static String failures(JsonNode failures) {
        TextTable table = new TextTable(
                "FAILURE AT",
                "SERVICE",
                "INCARNATION",
                "CAUSE",
                "CONNECTIONS",
                "DETECT",
                "RESTART",
                "HANDSHAKE",
                "REPLAY",
                "FIRST BYTE (ms)");
        for (int i = Math.max(0, failures.size() - FAILURES_SHOWN); i < failures.size(); i++) {
            JsonNode failure = failures.get(i);
            JsonNode phases = failure.path("phases_ms");
            table.row(
                    time(failure.path("at")),
                    field(failure, "service"),
                    field(failure, "incarnation"),
                    field(failure, "cause"),
                    field(failure, "connections"),
                    field(phases, "detect"),
                    field(phases, "restart"),
                    field(phases, "handshake"),
                    field(phases, "replay"),
                    field(phases, "first_byte"));
        }
        return table.render();
    }

    /** Milliseconds since the epoch, as a local time of day. */
    private static String time(JsonNode at) {
        return at.isIntegralNumber()
                ? LocalTime.ofInstant(Instant.ofEpochMilli(at.asLong()), ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString()
                : at.asText("–");
    }

    private static String field(JsonNode node, String name) {
        String text = node.path(name).asText("");
        return text.isEmpty() || text.equals("null") ? "–" : text;
    }
}
