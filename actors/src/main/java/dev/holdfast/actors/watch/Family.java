package dev.holdfast.actors.watch;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values of one metric at one instant, by their labels; values of the same labels add up. Not thread-safe. */
final class Family {

    private final Map<Labels, Double> values = new LinkedHashMap<>();

    /** @param labels names and values in turn */
    Family add(double value, String... labels) {
        values.merge(Labels.of(labels), value, Double::sum);
        return this;
    }

    Family add(long value, String... labels) {
        return add((double) value, labels);
    }

    MetricSnapshot gauge(String name, String help) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> gauge.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
        return gauge.build();
    }

    /** @param name without {@code _total} */
    MetricSnapshot counter(String name, String help) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> counter.dataPoint(
                CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
        return counter.build();
    }
}
