package dev.holdfast.actors.cli;

import static dev.holdfast.actors.cli.StatusTables.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code holdfast top} shows: one status document beside the one before it. Owned by the command's thread. */
final class TopScreen {

    /** What the connections are ordered by, the largest first. */
    enum Order {
        RATE,
        LAG,
        BYTES;

        Order next() {
            return switch (this) {
                case RATE -> LAG;
                case LAG -> BYTES;
                case BYTES -> RATE;
            };
        }
    }

    private JsonNode before = MissingNode.getInstance();
    private JsonNode now = MissingNode.getInstance();
    private Map<String, Long> bytesBefore = Map.of();
    private Order order = Order.RATE;

    void show(JsonNode status) {
        before = now;
        now = status;
        bytesBefore = bytes(before);
    }

    void reorder() {
        order = order.next();
    }

    /** At most {@code height} lines of at most {@code width} characters. */
    List<String> lines(int width, int height) {
        List<String> lines = new ArrayList<>();
        lines.add("holdfast top  %s  %s  journal %s of %s, %s  connections by %s"
                .formatted(
                        field(now, "node"),
                        StatusTables.time(now.path("at")),
                        Quantities.bytes(now.path("journal").path("bytes").asLong()),
                        Quantities.bytes(now.path("journal").path("limit").asLong()),
                        field(now.path("journal"), "state"),
                        order.name().toLowerCase(Locale.ROOT)));
        lines.add("q quit   o order   any other key: now");
        lines.add("");
        add(lines, StatusTables.addresses(now));
        add(lines, StatusTables.services(now));
        if (!now.path("failures").isEmpty()) {
            StatusTables.failures(now.path("failures")).lines().limit(4).forEach(lines::add);
            lines.add("");
        }
        add(lines, connections(Math.max(0, height - lines.size() - 1)));
        return lines.stream().limit(height).map(line -> cut(line, width)).toList();
    }

    private static void add(List<String> lines, String table) {
        table.lines().forEach(lines::add);
        lines.add("");
    }

    private String connections(int rows) {
        List<JsonNode> living = new ArrayList<>();
        now.path("connections").forEach(connection -> {
            if (!field(connection, "state").equals("closed")) {
                living.add(connection);
            }
        });
        living.sort(Comparator.comparingLong(this::weight)
                .reversed()
                .thenComparing(connection -> field(connection, "client")));
        TextTable table =
                new TextTable("STATE", "REMOTE", "SERVICE", "BYTES/S", "IN", "OUT", "STABLE LAG", "INCARNATION");
        living.stream()
                .limit(rows)
                .forEach(connection -> table.row(
                        field(connection, "state"),
                        field(connection, "client"),
                        field(connection, "service"),
                        Quantities.bytes(rate(connection)),
                        Quantities.bytes(connection.path("bytes_in").asLong()),
                        Quantities.bytes(connection.path("bytes_out").asLong()),
                        Quantities.bytes(connection.path("stable_lag_bytes").asLong()),
                        field(connection, "incarnation")));
        return table.render();
    }

    private long weight(JsonNode connection) {
        return switch (order) {
            case RATE -> rate(connection);
            case LAG -> connection.path("stable_lag_bytes").asLong();
            case BYTES -> total(connection);
        };
    }

    /** Bytes a second in both directions since the document before; 0 for one that is new. */
    private long rate(JsonNode connection) {
        long millis = now.path("at").asLong() - before.path("at").asLong();
        Long then = bytesBefore.get(field(connection, "id"));
        return then == null || millis <= 0 ? 0 : (total(connection) - then) * 1000 / millis;
    }

    private static Map<String, Long> bytes(JsonNode status) {
        Map<String, Long> all = new HashMap<>();
        status.path("connections").forEach(connection -> all.put(field(connection, "id"), total(connection)));
        return all;
    }

    private static long total(JsonNode connection) {
        return connection.path("bytes_in").asLong()
                + connection.path("bytes_out").asLong();
    }

    private static String cut(String line, int width) {
        return line.length() <= width ? line : line.substring(0, Math.max(0, width - 1)) + "…";
    }
}
