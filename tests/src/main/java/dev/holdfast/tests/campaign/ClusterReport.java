package dev.holdfast.tests.campaign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.actors.cli.TextTable;
import dev.holdfast.tests.lab.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a campaign over three hosts.
 *
 * @param steps that were done to their end
 * @param load what the clients and their wire saw
 * @param stalls by kind of blow, for each blow the longest stall of any open connection, ms
 * @param measures by name, ms
 * @param problems what must not have been; empty when all is well
 */
public record ClusterReport(
        CampaignRequest request,
        int steps,
        LoadReport load,
        Map<String, List<Double>> stalls,
        Map<String, List<Double>> measures,
        List<String> problems) {

    private static final String STALL = "longest stall: ";

    public ClusterReport {
        stalls = new TreeMap<>(stalls);
        measures = new TreeMap<>(measures);
        problems = List.copyOf(problems);
    }

    static ClusterReport of(
            CampaignRequest request,
            int steps,
            ClusterStage stage,
            ClusterPlan plan,
            LoadReport load,
            List<Turns.Overlap> overlaps) {
        List<String> problems = new ArrayList<>(stage.problems());
        overlaps.forEach(overlap -> problems.add("two hosts at once: " + overlap));
        Map<String, List<Double>> stalls = new TreeMap<>();
        Map<String, List<Double>> measures = new TreeMap<>(stage.measures());
        for (Blow blow : stage.blows()) {
            double stall = load.longestStall(blow.fromMillis(), blow.toMillis());
            stalls.computeIfAbsent(blow.kind(), _ -> new ArrayList<>()).add(stall);
            measures.computeIfAbsent("longest opening: " + blow.kind(), _ -> new ArrayList<>())
                    .add(load.longestOpening(blow.fromMillis(), blow.toMillis()));
            Double limit = plan.stallLimits().get(blow.kind());
            if (limit != null && stall > limit) {
                problems.add("a client waited %.0f ms at %s".formatted(stall, blow.what()));
            }
        }
        return new ClusterReport(request, steps, load, stalls, measures, problems);
    }

    public boolean ok() {
        return steps == request.blows() && problems.isEmpty() && load.ok();
    }

    /** Of clients and observer alike. */
    public List<String> errors() {
        List<String> all = new ArrayList<>(problems);
        all.addAll(load.errors());
        return all;
    }

    /** Of stalls and measures, by name, ms. */
    public Map<String, Double> medians() {
        Map<String, Double> medians = new TreeMap<>();
        stalls.forEach((kind, values) ->
                medians.put(STALL + kind, Percentiles.of(values).p50()));
        measures.forEach(
                (name, values) -> medians.put(name, Percentiles.of(values).p50()));
        return medians;
    }

    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("ok", ok()).put("seed", request.seed()).put("steps", steps);
        node.put("connections_at_a_time", request.connections());
        load.addTo(node);
        put(node.putObject("longest_stall_per_blow_ms"), stalls);
        put(node.putObject("measures_ms"), measures);
        errors().forEach(node.putArray("errors")::add);
        return node;
    }

    String table() {
        TextTable table = new TextTable("", "COUNT", "P50 ms", "P99 ms", "MAX ms");
        stalls.forEach((kind, values) -> row(table, STALL + kind, values));
        measures.forEach((name, values) -> row(table, name, values));
        return "%d of %d steps, %s, seed %d: %s%n%s"
                .formatted(steps, request.blows(), load, request.seed(), ok() ? "ok" : "FAILED", table.render());
    }

    private static void put(ObjectNode node, Map<String, List<Double>> lists) {
        lists.forEach((name, values) -> node.set(name, Percentiles.of(values).toJson()));
    }

    private static void row(TextTable table, String name, List<Double> list) {
        Percentiles values = Percentiles.of(list);
        table.row(name, values.count(), shown(values.p50()), shown(values.p99()), shown(values.max()));
    }

    private static String shown(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }
}
