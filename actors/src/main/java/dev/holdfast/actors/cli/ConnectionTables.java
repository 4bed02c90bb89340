package dev.holdfast.actors.cli;

import static dev.holdfast.actors.cli.StatusTables.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Connections as tables for people, in the manner of ss. */
public final class ConnectionTables {

    private ConnectionTables() {}

    /** At most {@code rowsMax} of them, and how many more there are. */
    public static String list(List<JsonNode> connections, int rowsMax) {
        TextTable table =
                new TextTable("PROTO", "STATE", "LOCAL", "REMOTE", "IN", "OUT", "STABLE LAG", "INCARNATION", "SERVICE");
        for (JsonNode connection : connections.subList(0, Math.min(rowsMax, connections.size()))) {
            table.row(
                    field(connection, "proto"),
                    field(connection, "state") + (connection.path("protected").asBoolean() ? "" : " UNPROTECTED"),
                    field(connection, "server"),
                    field(connection, "client"),
                    field(connection, "bytes_in"),
                    field(connection, "bytes_out"),
                    field(connection, "stable_lag_bytes"),
                    field(connection, "incarnation"),
                    field(connection, "service"));
        }
        int more = connections.size() - rowsMax;
        return table.render() + (more > 0 ? "… and " + more + " more (-o json shows all)\n" : "");
    }

    /** One that lives on another node, as its persistent actor describes it. */
    static String elsewhere(JsonNode connection) {
        TextTable table = new TextTable("NODE", "STATE", "STABLE IN", "ACKED OUT", "INCARNATION");
        table.row(
                field(connection, "node"),
                field(connection, "state"),
                field(connection, "client_bytes_stable"),
                field(connection, "server_bytes_acked"),
                field(connection, "incarnation"));
        return table.render();
    }

    static String events(JsonNode events) {
        TextTable table = new TextTable("SEQ", "AT", "EVENT", "DETAIL");
        for (JsonNode event : events) {
            table.row(
                    field(event, "seq"),
                    StatusTables.time(event.path("at")),
                    field(event, "type"),
                    field(event, "detail"));
        }
        return table.render();
    }

    /** One event as a line of its own, for a list that grows. */
    static String line(JsonNode event) {
        return "%6s  %-12s  %-15s  %s%n"
                .formatted(
                        field(event, "seq"),
                        StatusTables.time(event.path("at")),
                        field(event, "type"),
                        field(event, "detail"));
    }
}
