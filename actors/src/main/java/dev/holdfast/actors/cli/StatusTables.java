package dev.holdfast.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A node's status document as tables for people; fields that the node did not send are shown as a dash. */
public final class StatusTables {

    private static final int FAILURES_SHOWN = 10;

    private StatusTables() {}

    public static String render(JsonNode status) {
        StringBuilder text = new StringBuilder();
        text.append(addresses(status)).append('\n');
        if (!status.path("peers").isEmpty()) {
            text.append(peers(status.path("peers"))).append('\n');
        }
        text.append(services(status)).append('\n');
        if (!status.path("failures").isEmpty()) {
            text.append(failures(status.path("failures"))).append('\n');
        }
        String takeovers = takeovers(status.path("addresses"));
        text.append(takeovers).append(takeovers.isEmpty() ? "" : "\n");
        JsonNode journal = status.path("journal");
        return text.append("journal %s: %s of %s, %s\n"
                        .formatted(
                                field(journal, "store"),
                                Quantities.bytes(journal.path("bytes").asLong()),
                                Quantities.bytes(journal.path("limit").asLong()),
                                field(journal, "state")))
                .toString();
    }

    static String addresses(JsonNode status) {
        TextTable table = new TextTable(
                "ADDRESS", "NODE", "ROLE", "OWNER", "EPOCH", "LEASE LEFT (ms)", "FENCED", "COPY", "COPIES");
        for (JsonNode address : status.path("addresses")) {
            table.row(
                    field(address, "address"),
                    field(status, "node"),
                    field(address, "role"),
                    owner(status, address),
                    field(address, "epoch"),
                    field(address, "lease_left_ms"),
                    yesNo(address.path("fenced")),
                    field(address, "voice"),
                    replicas(address.path("replicas")));
        }
        return table.render();
    }

    private static String owner(JsonNode status, JsonNode address) {
        return switch (address.path("role").asText()) {
            case "sole", "owner" -> field(status, "node");
            default -> address.path("owner_heard").asBoolean() ? field(address, "owner") : "nobody heard";
        };
    }

    /** Of each other copy how many records it is behind, as the owner knows it. */
    private static String replicas(JsonNode replicas) {
        String text = StreamSupport.stream(replicas.spliterator(), false)
                .map(replica -> field(replica, "node") + " -" + field(replica, "lag")
                        + (replica.path("counts").asBoolean() ? "" : " (does not count)"))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "–" : text;
    }

    static String peers(JsonNode peers) {
        TextTable table = new TextTable("OTHER NODE", "CONNECTED", "MESSAGES DROPPED", "CONFIGURED DIFFERENTLY");
        for (JsonNode peer : peers) {
            table.row(
                    field(peer, "node"),
                    yesNo(peer.path("connected")),
                    field(peer, "messages_dropped"),
                    peer.path("configured_differently")
                            .valueStream()
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(", ")));
        }
        return table.render();
    }

    static String services(JsonNode status) {
        TextTable table =
                new TextTable("SERVICE", "PORT", "LEVEL", "STATE", "INCARNATION", "PID", "CONNECTIONS", "REASON");
        for (JsonNode service : status.path("services")) {
            table.row(
                    field(service, "name"),
                    field(service, "port"),
                    field(service, "level"),
                    field(service, "state"),
                    field(service, "incarnation"),
                    service.path("pid").asInt() > 0 ? field(service, "pid") : "–",
                    states(status, field(service, "name")),
                    field(service, "reason"));
        }
        return table.render();
    }

    /** Connections of a service by their state, the closed ones that linger left out. */
    private static String states(JsonNode status, String service) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (JsonNode connection : status.path("connections")) {
            if (field(connection, "service").equals(service)
                    && !field(connection, "state").equals("closed")) {
                counts.merge(field(connection, "state"), 1, Integer::sum);
            }
        }
        return counts.isEmpty()
                ? "0"
                : counts.entrySet().stream()
                        .map(state -> state.getValue() + " " + state.getKey())
                        .collect(Collectors.joining(", "));
    }

    static String failures(JsonNode failures) {
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
                "FIRST BYTE",
                "TOTAL (ms)");
        for (JsonNode failure : newestFirst(failures)) {
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
                    field(phases, "first_byte"),
                    field(phases, "total"));
        }
        return table.render();
    }

    private static List<JsonNode> newestFirst(JsonNode all) {
        return StreamSupport.stream(all.spliterator(), false)
                .sorted(Comparator.comparingLong(
                                (JsonNode one) -> one.path("at").asLong())
                        .reversed())
                .limit(FAILURES_SHOWN)
                .toList();
    }

    private static String takeovers(JsonNode addresses) {
        TextTable table = new TextTable(
                "TAKEOVER AT", "ADDRESS", "EPOCH", "DETECT", "SEAL", "TAKE UP", "FENCE", "RESTART", "TOTAL (ms)");
        boolean any = false;
        for (JsonNode address : addresses) {
            for (JsonNode takeover : newestFirst(address.path("takeovers"))) {
                any = true;
                JsonNode phases = takeover.path("phases_ms");
                table.row(
                        time(takeover.path("at")),
                        field(address, "address"),
                        field(takeover, "epoch"),
                        field(phases, "detect"),
                        field(phases, "seal"),
                        field(phases, "take_up"),
                        field(phases, "fence"),
                        field(phases, "restart"),
                        field(phases, "total"));
            }
        }
        return any ? table.render() : "";
    }

    /** Milliseconds since the epoch, as a local time of day. */
    static String time(JsonNode at) {
        return at.isIntegralNumber()
                ? LocalTime.ofInstant(Instant.ofEpochMilli(at.asLong()), ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString()
                : at.asText("–");
    }

    static String field(JsonNode node, String name) {
        String text = node.path(name).asText("");
        return text.isEmpty() || text.equals("null") ? "–" : text;
    }

    private static String yesNo(JsonNode flag) {
        return flag.isBoolean() ? flag.asBoolean() ? "yes" : "NO" : "–";
    }
}
