package dev.holdfast.actors.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A failover as an OTLP receiver gets it. */
class FailoverTracesTest {

    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private HttpServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/v1/traces", exchange -> {
            try (exchange) {
                received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
                exchange.sendResponseHeaders(200, -1);
            }
        });
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.stop(0);
    }

    @Test
    void isOneTraceWithASpanForEachPhase() {
        URI endpoint = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/v1/traces");
        try (FailoverTraces traces = FailoverTraces.to(endpoint, "alpha", "1")) {
            new Vitals(traces).failedOver("web", phases());
        }

        assertThat(received).hasSize(1);
        assertThat(received.peek())
                .contains("failover", "detect", "restart", "replay", "first_byte", "holdfast.service", "web", "alpha")
                .doesNotContain("total");
    }

    private static Map<String, Long> phases() {
        Map<String, Long> phases = new LinkedHashMap<>();
        phases.put("detect", 2L);
        phases.put("restart", 120L);
        phases.put("first_byte", 130L);
        phases.put("replay", 60L);
        phases.put("total", 182L);
        return phases;
    }
}
