package dev.holdfast.actors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code status}, {@code conn} and {@code top} show of a status document. */
class WatchingTablesTest {

    private static JsonNode status(long atMillis, String connections, String failures) {
        try {
            return new ObjectMapper().readTree("""
                    {"node": "alpha", "at": %d,
                     "addresses": [{"address": "10.0.0.2", "role": "owner", "lease_left_ms": 250, "fenced": false, "epoch": 3,
                       "owner": "alpha", "owner_heard": true, "voice": "voting",
                       "replicas": [{"node": "beta", "lag": 0, "counts": true}, {"node": "gamma", "lag": 7, "counts": false}]}],
                     "peers": [{"node": "beta", "connected": false, "messages_dropped": 9,
                       "configured_differently": ["cluster.lease", "limits"]}],
                     "services": [{"name": "web", "port": 80, "state": "down", "pid": -1, "reason": "killed"}],
                     "connections": [%s], "failures": [%s],
                     "journal": {"store": "memory", "bytes": 2048, "limit": 4096, "state": "open"}}
                    """.formatted(atMillis, connections, failures));
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private static String connection(String client, String state, long bytes) {
        return """
                {"id": "web_%1$s", "proto": "tcp", "service": "web", "client": "%1$s", "server": "10.0.0.2:80", "state": "%2$s",
                 "bytes_in": %3$d, "bytes_out": 0, "stable_lag_bytes": 0, "incarnation": 1, "protected": true}
                """.formatted(client, state, bytes);
    }

    private static final String THREE = String.join(
            ",",
            connection("10.0.0.7:1", "normal", 5),
            connection("10.0.0.8:2", "stalled", 6),
            connection("10.0.0.9:3", "closed", 7));

    @Test
    void statusNamesWhoOwnsWhichCopyIsBehindAndWhyAServiceIsDown() {
        String text = StatusTables.render(status(0, THREE, ""));

        assertThat(text)
                .contains("beta -0, gamma -7 (does not count)")
                .contains("1 normal, 1 stalled")
                .containsPattern("web .* down .* killed")
                .contains("2.0 KiB of 4.0 KiB")
                .containsPattern("250 +NO")
                .containsPattern("beta +NO +9 +cluster.lease, limits");
    }

    @Test
    void statusShowsTheNewestFailures() {
        String failures = IntStream.rangeClosed(1, 12)
                .mapToObj(number ->
                        "{\"service\": \"web\", \"at\": %d, \"cause\": \"cause %d.\"}".formatted(number, number))
                .collect(Collectors.joining(","));

        String text = StatusTables.render(status(0, "", failures));

        assertThat(text).contains("cause 12.", "cause 3.").doesNotContain("cause 2.", "cause 1.");
    }

    @Test
    void closedConnectionsAreListedOnRequestOnly() {
        ConnectionFilter filter = new ConnectionFilter();
        assertThat(clients(filter)).containsExactly("10.0.0.7:1", "10.0.0.8:2");

        filter.states = List.of("closed", "normal");
        assertThat(clients(filter)).containsExactly("10.0.0.7:1", "10.0.0.9:3");

        filter.client = "10.0.0.9";
        assertThat(clients(filter)).containsExactly("10.0.0.9:3");

        filter.service = "other";
        assertThat(clients(filter)).isEmpty();
    }

    private static List<String> clients(ConnectionFilter filter) {
        return filter.of(status(0, THREE, "")).stream()
                .map(connection -> connection.path("client").asText())
                .toList();
    }

    @Test
    void topPutsTheBusiestConnectionFirstAndStaysOnItsScreen() {
        TopScreen screen = new TopScreen();
        screen.show(status(
                1_000, connection("10.0.0.7:1", "normal", 0) + "," + connection("10.0.0.8:2", "normal", 900_000), ""));
        screen.show(status(
                2_000,
                connection("10.0.0.7:1", "normal", 500) + "," + connection("10.0.0.8:2", "normal", 900_001),
                ""));

        List<String> byRate = screen.lines(70, 40);
        screen.reorder();
        screen.reorder();
        List<String> byBytes = screen.lines(70, 40);

        assertThat(rowOf(byRate, "10.0.0.7:1")).isLessThan(rowOf(byRate, "10.0.0.8:2"));
        assertThat(byRate).anyMatch(line -> line.contains("500 B"));
        assertThat(rowOf(byBytes, "10.0.0.8:2")).isLessThan(rowOf(byBytes, "10.0.0.7:1"));
        assertThat(screen.lines(30, 5)).hasSizeLessThanOrEqualTo(5).allMatch(line -> line.length() <= 30);
    }

    private static int rowOf(List<String> lines, String text) {
        return IntStream.range(0, lines.size())
                .filter(row -> lines.get(row).contains(text))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachRowIsALineOfJsonl() {
        ConnectionFilter filter = new ConnectionFilter();
        List<JsonNode> rows = filter.of(status(0, THREE, ""));

        String lines = OutputFormat.JSONL.renderRows(rows, () -> rows.getFirst(), () -> "");

        assertThat(lines.lines()).hasSize(2).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }
}
