package dev.holdfast.tests.campaign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.actors.cli.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a campaign.
 *
 * @param kills when each was done, ms since the epoch
 * @param load what the clients and their wire saw
 * @param startMillis what the server needs by itself from its start to its first accept
 * @param phases of the node's recoveries, by its own account
 */
public record CampaignReport(
        CampaignRequest request,
        List<Long> kills,
        LoadReport load,
        double startMillis,
        Map<String, List<Double>> phases) {

    public CampaignReport {
        kills = List.copyOf(kills);
        phases = Map.copyOf(phases);
    }

    public boolean ok() {
        return kills.size() == request.blows() && load.ok();
    }

    public List<String> errors() {
        return load.errors();
    }

    /** For every kill the longest stall of any client that it falls into. */
    Percentiles stalls() {
        return Percentiles.of(
                kills.stream().map(kill -> load.longestStall(kill, kill)).toList());
    }

    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("ok", ok()).put("seed", request.seed()).put("kills", kills.size());
        node.put("connections_at_a_time", request.connections());
        load.addTo(node);
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
        return "%d kills, %s, seed %d: %s%n%s"
                .formatted(kills.size(), load, request.seed(), ok() ? "ok" : "FAILED", table.render());
    }

    private static void row(TextTable table, String name, Percentiles values) {
        table.row(name, values.count(), shown(values.p50()), shown(values.p99()), shown(values.max()));
    }

    private static String shown(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }
}
