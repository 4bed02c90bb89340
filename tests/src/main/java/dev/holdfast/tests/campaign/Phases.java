package dev.holdfast.tests.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How long the phases of recoveries and takeovers took by the nodes' own accounts, in ms; what is told twice counts once. */
final class Phases {

    private final Map<String, List<Double>> millis = new TreeMap<>();
    private final Set<JsonNode> counted = new HashSet<>();

    /** Takes what a node's status says of its recoveries; their names get {@code prefix}. */
    void addRecoveries(String prefix, JsonNode status) {
        status.path("failures").forEach(failure -> add(prefix, failure));
    }

    /** Takes what it says of its takeovers. */
    void addTakeovers(JsonNode status) {
        status.path("addresses").forEach(address -> add("takeover: ", address.path("last_takeover")));
    }

    private void add(String prefix, JsonNode told) {
        if (counted.add(told)) {
            told.path("phases_ms")
                    .properties()
                    .forEach(phase -> millis.computeIfAbsent(prefix + phase.getKey(), _ -> new ArrayList<>())
                            .add(phase.getValue().asDouble()));
        }
    }

    Map<String, List<Double>> byName() {
        return millis;
    }
}
