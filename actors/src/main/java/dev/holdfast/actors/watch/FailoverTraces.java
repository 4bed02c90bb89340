package dev.holdfast.actors.watch;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One trace for each failover and takeover: a span for the whole and one for each phase, with the times that the node measured.
 *
 * <p>For any thread, and it never waits: what is told is queued, and a thread of the library sends it (OTLP over HTTP). What can not be
 * sent is lost.
 */
public final class FailoverTraces implements AutoCloseable {

    private static final String TOTAL = "total";
    private static final String FIRST_BYTE = "first_byte";
    private static final long FLUSH_SECONDS_MAX = 2;

    private final Tracer tracer;
    private final Runnable flush;

    private FailoverTraces(TracerProvider provider, Runnable flush) {
        this.tracer = provider.get("dev.holdfast");
        this.flush = flush;
    }

    /** Tells nobody. */
    public static FailoverTraces none() {
        return new FailoverTraces(TracerProvider.noop(), () -> {});
    }

    /** @param endpoint a receiver's full address, such as {@code http://127.0.0.1:4318/v1/traces} */
    public static FailoverTraces to(URI endpoint, String node, String version) {
        Attributes names = Attributes.builder()
                .put("service.name", "holdfast")
                .put("service.instance.id", node)
                .put("service.version", version)
                .build();
        OtlpHttpSpanExporter exporter =
                OtlpHttpSpanExporter.builder().setEndpoint(endpoint.toString()).build();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(names)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
        return new FailoverTraces(provider, () -> provider.shutdown().join(FLUSH_SECONDS_MAX, TimeUnit.SECONDS));
    }

    /**
     * It has ended just now.
     *
     * @param name of the whole, {@code failover} or {@code takeover}
     * @param phasesMillis in their order, with {@code total}; {@code first_byte} counts from the beginning and is no phase of its own
     */
    void ended(String name, AttributeKey<String> key, String what, Map<String, Long> phasesMillis) {
        long endMillis = System.currentTimeMillis();
        long beginMillis = endMillis - phasesMillis.getOrDefault(TOTAL, 0L);
        Span whole = span(name, Context.root(), beginMillis).setAttribute(key, what);
        long at = beginMillis;
        for (Map.Entry<String, Long> phase : phasesMillis.entrySet()) {
            long millis = phase.getValue();
            if (phase.getKey().equals(FIRST_BYTE)) {
                whole.addEvent(FIRST_BYTE, beginMillis + millis, TimeUnit.MILLISECONDS);
            } else if (!phase.getKey().equals(TOTAL)) {
                Span part = span(phase.getKey(), Context.root().with(whole), at);
                at += millis;
                part.end(at, TimeUnit.MILLISECONDS);
            }
        }
        whole.end(endMillis, TimeUnit.MILLISECONDS);
    }

    private Span span(String name, Context within, long atMillis) {
        return tracer.spanBuilder(name)
                .setParent(within)
                .setStartTimestamp(atMillis, TimeUnit.MILLISECONDS)
                .startSpan();
    }

    /** Sends what is queued, for two seconds at most. */
    @Override
    public void close() {
        flush.run();
    }
}
