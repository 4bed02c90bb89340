package dev.holdfast.actors.watch;

import io.opentelemetry.api.common.AttributeKey;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;

/**
 * What is counted as it happens, because between two scrapes it would be lost: how long appends, failovers and takeovers took, how
 * often servers died. For any thread; counting costs the packet loop some ten nanoseconds and no lock.
 */
public final class Vitals {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double[] APPEND_SECONDS = {
        25e-6, 50e-6, 1e-4, 250e-6, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 1
    };
    private static final double[] RECOVERY_SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 5, 10, 30, 60
    };

    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("holdfast.service");
    private static final AttributeKey<String> VIP = AttributeKey.stringKey("holdfast.vip");

    private final FailoverTraces traces;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Histogram appends = histogram(
            "holdfast_journal_append_seconds",
            "From handing a batch of a connection's events to its actor until they are stable.",
            APPEND_SECONDS);
    private final Histogram failovers = histogram(
            "holdfast_failover_duration_seconds",
            "From the first sign of a server's death until all its connections are recovered.",
            RECOVERY_SECONDS,
            "service");
    private final Histogram failoverPhases = histogram(
            "holdfast_failover_phase_seconds",
            "Parts of a failover; first_byte counts from the first sign.",
            RECOVERY_SECONDS,
            "service",
            "phase");
    private final Histogram takeovers = histogram(
            "holdfast_takeover_duration_seconds",
            "From the last sign of an address's owner until this node serves it.",
            RECOVERY_SECONDS,
            "vip");
    private final Histogram takeoverPhases =
            histogram("holdfast_takeover_phase_seconds", "Parts of a takeover.", RECOVERY_SECONDS, "vip", "phase");
    private final Counter deaths = counter("holdfast_server_deaths_total", "Ends of a server's last process.");
    private final Counter condemned = counter(
            "holdfast_quarantined_connections_total", "Connections given up because their replay kills the server.");

    /** Counts only. */
    public Vitals() {
        this(FailoverTraces.none());
    }

    /** Counts, and tells {@code traces} too. */
    public Vitals(FailoverTraces traces) {
        this.traces = traces;
    }

    /** A batch became stable {@code nanos} after it was sent. */
    public void appended(long nanos) {
        appends.observe(nanos / NANOS_PER_SECOND);
    }

    /** So that there are zeros before the first failure. */
    public void serves(String service) {
        deaths.initLabelValues(service);
        condemned.initLabelValues(service);
        failovers.initLabelValues(service);
    }

    public void serverDied(String service) {
        deaths.labelValues(service).inc();
    }

    public void condemned(String service) {
        condemned.labelValues(service).inc();
    }

    /** @param phasesMillis with {@code total} */
    public void failedOver(String service, Map<String, Long> phasesMillis) {
        observe(failovers, failoverPhases, service, phasesMillis);
        traces.ended("failover", SERVICE, service, phasesMillis);
    }

    /** @param phasesMillis with {@code total} */
    public void takenOver(String vip, Map<String, Long> phasesMillis) {
        observe(takeovers, takeoverPhases, vip, phasesMillis);
        traces.ended("takeover", VIP, vip, phasesMillis);
    }

    MetricSnapshots collect() {
        return registry.scrape();
    }

    private static void observe(Histogram whole, Histogram parts, String what, Map<String, Long> phasesMillis) {
        phasesMillis.forEach((phase, millis) -> {
            double seconds = millis / MILLIS_PER_SECOND;
            if (phase.equals("total")) {
                whole.labelValues(what).observe(seconds);
            } else {
                parts.labelValues(what, phase).observe(seconds);
            }
        });
    }

    private Histogram histogram(String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .withoutExemplars()
                .labelNames(labels)
                .register(registry);
    }

    private Counter counter(String name, String help) {
        return Counter.builder()
                .name(name)
                .help(help)
                .withoutExemplars()
                .labelNames("service")
                .register(registry);
    }
}
