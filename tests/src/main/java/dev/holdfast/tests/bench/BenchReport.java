package dev.holdfast.tests.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.actors.cli.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The rows of one run, how they compare, and what did not get through. */
final class BenchReport {

    private final List<Row> rows;
    private final Map<String, Double> storeGbps;
    private final Map<String, Double> journal;
    private final Map<String, Double> takeover;
    private final List<String> problems;

    /**
     * @param storeGbps what each journal store takes by itself
     * @param journal medians of {@link JournalRow}
     * @param takeover medians of what a host's death and the other's takeover took
     */
    BenchReport(
            List<Row> rows,
            Map<String, Double> storeGbps,
            Map<String, Double> journal,
            Map<String, Double> takeover,
            List<String> problems) {
        this.rows = List.copyOf(rows);
        this.journal = new LinkedHashMap<>(journal);
        this.takeover = new LinkedHashMap<>(takeover);
        this.storeGbps = new LinkedHashMap<>(storeGbps);
        this.problems = List.copyOf(problems);
    }

    boolean ok() {
        return problems.isEmpty();
    }

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("ok", ok());
        rows.forEach(row -> node.withArray("rows").add(row.toJson()));
        ObjectNode ratios = node.putObject("ratios");
        ratios().forEach((name, value) -> ratios.put(name, Row.rounded(value)));
        ObjectNode store = node.putObject("store_gbps");
        storeGbps.forEach((name, value) -> store.put(name, Row.rounded(value)));
        ObjectNode copies = node.putObject("journal");
        journal.forEach((name, value) -> copies.put(name, Row.rounded(value)));
        ObjectNode phases = node.putObject("takeover");
        takeover.forEach((name, value) -> phases.put(name, Row.rounded(value)));
        ObjectNode machine = node.putObject("machine");
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("kernel", System.getProperty("os.version"));
        machine.put("jdk", System.getProperty("java.vm.version"));
        problems.forEach(node.putArray("problems")::add);
        return node;
    }

    String tables() {
        TextTable table = new TextTable(
                "", "UP", "DOWN", "UP x8", "DOWN x8", "P50 µs", "P99", "P50 x50", "P99 x50", "CPU s/GB UP", "DOWN");
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.name()));
            for (Metric metric : Metric.values()) {
                cells.add(shown(row.median(metric)));
            }
            table.row(cells.toArray());
        }
        StringBuilder text = new StringBuilder(table.render());
        text.append("(bulk in Gbit/s; medians of the rounds of this run)\n\n");
        TextTable compared = new TextTable("RATIO", "");
        ratios().forEach((name, value) -> compared.row(name, String.format(Locale.ROOT, "%.2f", value)));
        storeGbps.forEach((name, value) ->
                compared.row("store " + name + " by itself, Gbit/s", String.format(Locale.ROOT, "%.2f", value)));
        journal.forEach((name, value) ->
                compared.row("journal on three copies, " + name, String.format(Locale.ROOT, "%.2f", value)));
        takeover.forEach(
                (name, value) -> compared.row("a host's death, " + name, String.format(Locale.ROOT, "%.0f", value)));
        return text.append(compared.render()).toString();
    }

    private Map<String, Double> ratios() {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (String row : List.of(
                "holdfast-fast", "holdfast-pcap4j", "holdfast-fast-disk", "holdfast-2-copies", "holdfast-3-copies")) {
            for (Metric metric : Metric.values()) {
                ratio(row, "haproxy", metric, ratios);
            }
        }
        for (Metric bulk : List.of(Metric.UP_GBPS, Metric.UP_GBPS_8)) {
            ratio("holdfast-3-copies", "bare", bulk, ratios);
        }
        if (journal.containsKey(JournalRow.TCP_P50)) {
            ratios.put("journal append/tcp p50", of(JournalRow.APPEND_P50) / of(JournalRow.TCP_P50));
            ratios.put("journal append/tcp bulk", of(JournalRow.BULK_GBPS) / of(JournalRow.TCP_GBPS));
            ratios.put("journal append/tcp bulk to two", of(JournalRow.BULK_GBPS) / of(JournalRow.TCP_TO_TWO_GBPS));
            for (Metric bulk : List.of(Metric.UP_GBPS, Metric.UP_GBPS_8)) {
                toFloor("tcp to two " + bulk.field(), bulk, of(JournalRow.TCP_TO_TWO_GBPS), ratios);
            }
            find("haproxy", Metric.P50_US)
                    .ifPresent(haproxy -> toFloor(
                            "(haproxy + 5 tcp) p50", Metric.P50_US, haproxy + 5 * of(JournalRow.TCP_P50), ratios));
        }
        OptionalDouble disk = find("holdfast-fast-disk", Metric.UP_GBPS);
        Double store = storeGbps.get("disk");
        if (disk.isPresent() && store != null && store > 0) {
            ratios.put("holdfast-fast-disk/store up_gbps", disk.getAsDouble() / store);
        }
        return ratios;
    }

    private void toFloor(String floor, Metric metric, double value, Map<String, Double> into) {
        find("holdfast-3-copies", metric).ifPresent(seen -> into.put("holdfast-3-copies/" + floor, seen / value));
    }

    private double of(String what) {
        return journal.getOrDefault(what, Double.NaN);
    }

    private void ratio(String one, String other, Metric metric, Map<String, Double> into) {
        OptionalDouble above = find(one, metric);
        OptionalDouble below = find(other, metric);
        if (above.isPresent() && below.isPresent() && below.getAsDouble() > 0) {
            into.put(one + "/" + other + " " + metric.field(), above.getAsDouble() / below.getAsDouble());
        }
    }

    private OptionalDouble find(String name, Metric metric) {
        return rows.stream()
                .filter(row -> row.name().equals(name))
                .map(row -> row.median(metric))
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    private static String shown(OptionalDouble value) {
        return value.isEmpty()
                ? "–"
                : String.format(Locale.ROOT, value.getAsDouble() >= 100 ? "%.0f" : "%.2f", value.getAsDouble());
    }
}
