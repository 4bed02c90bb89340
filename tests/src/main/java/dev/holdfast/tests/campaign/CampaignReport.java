package dev.holdfast.tests.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.actors.cli.TextTable;
import dev.holdfast.tests.lab.Endings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a campaign.
 *
 * @param kills when each was done, ms since the epoch
 * @param clients the clients' own reports
 * @param startMillis what the server needs by itself from its start to its first accept
 * @param phases of the node's recoveries, by its own account
 */
public record CampaignReport(
        CampaignRequest request,
        List<Long> kills,
        List<JsonNode> clients,
        Endings wire,
        double startMillis,
        Map<String, List<Double>> phases) {

    public CampaignReport {
        kills = List.copyOf(kills);
        clients = List.copyOf(clients);
        phases = Map.copyOf(phases);
    }

    public boolean ok() {
        return kills.size() == request.kills()
                && errors().isEmpty()
                && clients.stream().allMatch(client -> client.path("ok").asBoolean())
                && wire.resets() == 0
                && wire.earlyFins() == 0;
    }

    public List<String> errors() {
        List<String> all = new ArrayList<>();
        for (JsonNode client : clients) {
            if (client.isMissingNode()) {
                all.add("a client ended without a report");
            }
            client.path("errors").forEach(error -> all.add(error.asText()));
        }
        return all;
    }

    /** For every kill the longest stall of any client that it falls into. */
    Percentiles stalls() {
        List<Double> longest = new ArrayList<>();
        for (long kill : kills) {
            double worst = 0;
            for (JsonNode client : clients) {
                for (JsonNode stall : client.path("stalls")) {
                    double begin = stall.path("at").asDouble() * 1000;
                    double length = stall.path("ms").asDouble();
                    if (begin - 30 <= kill && kill <= begin + length) {
                        worst = Math.max(worst, length);
                    }
                }
            }
            longest.add(worst);
        }
        return Percentiles.of(longest);
    }

    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("ok", ok()).put("seed", request.seed()).put("kills", kills.size());
        node.put("connections_at_a_time", request.connections());
        node.put("connections_completed", sum("completed"));
        node.put("connections_lost", errors().size());
        node.put("resets", sum("resets")).put("early_ends", sum("early_ends"));
        node.put("bytes_up", sum("bytes_up")).put("bytes_down", sum("bytes_down"));
        node.put(
                "all_bytes_equal",
                clients.stream().allMatch(client -> client.path("sha256_equal").asBoolean()));
        node.put("rst_seen", wire.resets()).put("fin_seen", wire.earlyFins());
        node.put("server_start_ms", startMillis);
        node.set("longest_stall_per_kill_ms", stalls().toJson());
        ObjectNode recovery = node.putObject("recovery_phases_ms");
        phases.forEach(
                (phase, values) -> recovery.set(phase, Percentiles.of(values).toJson()));
        errors().forEach(node.putArray("errors")::add);
        return node;
    }

    String table() {
        TextTable table = new TextTable("", "COUNT", "P50 ms", "P99 ms", "MAX ms");
        row(table, "longest stall per kill", stalls());
        phases.forEach((phase, values) -> row(table, "recovery: " + phase, Percentiles.of(values)));
        return "%d kills, %d connections completed, %d lost, %d MB up, %d MB down, RST %d, FIN %d, seed %d: %s%n%s"
                .formatted(
                        kills.size(),
                        sum("completed"),
                        errors().size(),
                        sum("bytes_up") / 1_000_000,
                        sum("bytes_down") / 1_000_000,
                        wire.resets(),
                        wire.earlyFins(),
                        request.seed(),
                        ok() ? "ok" : "FAILED",
                        table.render());
    }

    private static void row(TextTable table, String name, Percentiles values) {
        table.row(name, values.count(), shown(values.p50()), shown(values.p99()), shown(values.max()));
    }

    private static String shown(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }

    private long sum(String field) {
        return clients.stream().mapToLong(client -> client.path(field).asLong()).sum();
    }
}
