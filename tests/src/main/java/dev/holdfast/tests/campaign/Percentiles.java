package dev.holdfast.tests.campaign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The usual three of a list of times in ms, by nearest rank; zeros when the list is empty. */
record Percentiles(int count, double p50, double p99, double max) {

    static Percentiles of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return new Percentiles(sorted.size(), at(sorted, 0.50), at(sorted, 0.99), at(sorted, 1.0));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
    }

    ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("count", count)
                .put("p50", p50)
                .put("p99", p99)
                .put("max", max);
    }
}
