package dev.holdfast.actors.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.actors.watch.HttpEndpoint.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The paths by which machines watch a node: {@code /livez}, {@code /readyz}, {@code /metrics}. */
final class Health {

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final ObjectMapper json = new ObjectMapper();
    private final WatchedNode node;
    private final Vitals vitals;
    private final String version;

    Health(WatchedNode node, Vitals vitals, String version) {
        this.node = node;
        this.vitals = vitals;
        this.version = version;
    }

    Map<String, Route> routes() {
        return Map.of(
                "/livez", new Route(false, _ -> live()),
                "/readyz", new Route(false, _ -> ready()),
                "/metrics", new Route(false, _ -> metrics()));
    }

    private Reply live() {
        try {
            return reply(OK, Map.of("live", true, "node", node.snapshot().node()));
        } catch (WatchedNode.Unanswered stuck) {
            return reply(UNAVAILABLE, Map.of("live", false, "reason", String.valueOf(stuck.getMessage())));
        }
    }

    private Reply ready() {
        try {
            NodeSnapshot snapshot = node.snapshot();
            List<Readiness.Check> checks = Readiness.of(snapshot);
            boolean ready = checks.stream().allMatch(Readiness.Check::ok);
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ready", ready);
            document.put("node", snapshot.node());
            document.put(
                    "reasons",
                    checks.stream()
                            .filter(check -> !check.ok())
                            .map(check -> check.name() + " of " + check.of() + ": " + check.reason())
                            .toList());
            document.put("checks", checks);
            return reply(ready ? OK : UNAVAILABLE, document);
        } catch (WatchedNode.Unanswered stuck) {
            return reply(UNAVAILABLE, Map.of("ready", false, "reasons", List.of(String.valueOf(stuck.getMessage()))));
        }
    }

    private Reply metrics() {
        try {
            return new Reply(OK, Metrics.CONTENT_TYPE, Metrics.text(vitals, node.snapshot(), version));
        } catch (WatchedNode.Unanswered stuck) {
            return Reply.text(UNAVAILABLE, String.valueOf(stuck.getMessage()));
        }
    }

    private Reply reply(int status, Object document) {
        try {
            return Reply.json(status, json.writeValueAsBytes(document));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
