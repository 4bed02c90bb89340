package dev.holdfast.tests.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How long the phases of recoveries took by the nodes' own accounts, in ms; a recovery that is told twice counts once. */
final class Phases {

    private final Map<String, List<Double>> millis = new TreeMap<>();
    private final Set<JsonNode> counted = new HashSet<>();

    /** Takes what a node's status says. */
    void add(JsonNode status) {
        for (JsonNode failure : status.path("failures")) {
            JsonNode phases = failure.path("phases_ms");
            if (counted.add(failure)) {
                phases.properties()
                        .forEach(phase -> millis.computeIfAbsent(phase.getKey(), _ -> new ArrayList<>())
                                .add(phase.getValue().asDouble()));
            }
        }
    }

    Map<String, List<Double>> byName() {
        return millis;
    }
}
