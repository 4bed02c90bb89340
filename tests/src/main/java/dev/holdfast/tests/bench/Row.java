package dev.holdfast.tests.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** All samples of one bed; its figures are medians. Owned by the benchmark's thread. */
final class Row {

    private final String name;
    private final Map<Metric, List<Double>> samples = new EnumMap<>(Metric.class);
    private int rounds;

    Row(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void add(Metric metric, double value) {
        samples.computeIfAbsent(metric, _ -> new ArrayList<>()).add(value);
    }

    void roundDone() {
        rounds++;
    }

    /** Forgets what came while machines were warming up. */
    void forget() {
        samples.clear();
        rounds = 0;
    }

    OptionalDouble median(Metric metric) {
        List<Double> sorted =
                samples.getOrDefault(metric, List.of()).stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", name);
        for (Metric metric : Metric.values()) {
            OptionalDouble median = median(metric);
            if (median.isPresent()) {
                node.put(metric.field(), rounded(median.getAsDouble()));
            } else {
                node.putNull(metric.field());
            }
        }
        node.put("rounds", rounds);
        ObjectNode all = node.putObject("samples");
        samples.forEach((metric, values) ->
                values.forEach(value -> all.withArray(metric.field()).add(rounded(value))));
        return node;
    }

    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
