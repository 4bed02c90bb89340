package dev.holdfast.tests.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.tests.lab.Endings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a load saw, from its beginning to its end.
 *
 * @param clients the clients' own reports
 * @param wire how connections ended on the client's wire
 */
record LoadReport(List<JsonNode> clients, Endings wire) {

    /** A stall may be told to begin so much late. */
    private static final double BEGIN_SLACK_MILLIS = 30;

    private static final int STALLS_TOLD = 10;

    LoadReport {
        clients = List.copyOf(clients);
    }

    boolean ok() {
        return errors().isEmpty()
                && clients.stream().allMatch(client -> client.path("ok").asBoolean())
                && wire.resets() == 0
                && wire.earlyFins() == 0;
    }

    List<String> errors() {
        List<String> all = new ArrayList<>();
        for (JsonNode client : clients) {
            if (client.isMissingNode()) {
                all.add("a client ended without a report");
            }
            client.path("errors").forEach(error -> all.add(error.asText()));
        }
        return all;
    }

    /** The longest stall of any open connection that touches the time between {@code from} and {@code to}, ms since the epoch; 0 if none. */
    double longestStall(long from, long to) {
        return longest(from, to, false);
    }

    /** The longest wait of anybody who opened a connection then: a SYN that meets nobody is repeated after a second (RFC 6298). */
    double longestOpening(long from, long to) {
        return longest(from, to, true);
    }

    private double longest(long from, long to, boolean opening) {
        double worst = 0;
        for (JsonNode client : clients) {
            for (JsonNode stall : client.path("stalls")) {
                double begin = stall.path("at").asDouble() * 1000;
                double length = stall.path("ms").asDouble();
                boolean wanted = stall.path("opening").asBoolean() == opening;
                if (wanted && begin - BEGIN_SLACK_MILLIS <= to && from <= begin + length) {
                    worst = Math.max(worst, length);
                }
            }
        }
        return worst;
    }

    /** The longest of any client, the longest first: when it began, in seconds since the epoch, its ms, and what the connection did. */
    private List<JsonNode> longestStalls() {
        return clients.stream()
                .flatMap(client -> client.path("stalls").valueStream())
                .sorted(Comparator.comparingDouble(stall -> -stall.path("ms").asDouble()))
                .limit(STALLS_TOLD)
                .toList();
    }

    void addTo(ObjectNode node) {
        node.put("connections_completed", sum("completed"));
        node.put("connections_lost", errors().size());
        node.put("resets", sum("resets")).put("early_ends", sum("early_ends"));
        node.put("bytes_up", sum("bytes_up")).put("bytes_down", sum("bytes_down"));
        node.put(
                "all_bytes_equal",
                clients.stream().allMatch(client -> client.path("sha256_equal").asBoolean()));
        longestStalls().forEach(node.putArray("longest_stalls")::add);
        node.put("rst_seen", wire.resets()).put("fin_seen", wire.earlyFins());
    }

    /** For people. */
    @Override
    public String toString() {
        return "%d connections completed, %d lost, %d MB up, %d MB down, RST %d, FIN %d"
                .formatted(
                        sum("completed"),
                        errors().size(),
                        sum("bytes_up") / 1_000_000,
                        sum("bytes_down") / 1_000_000,
                        wire.resets(),
                        wire.earlyFins());
    }

    private long sum(String field) {
        return clients.stream().mapToLong(client -> client.path(field).asLong()).sum();
    }
}
