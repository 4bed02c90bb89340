package dev.holdfast.tests.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Endings;

/** What an act with the checking client makes of its report. */
final class StreamAct {

    private StreamAct() {}

    static ActResult result(String name, Client client, JsonNode report, int kills, int killsWanted, Endings endings) {
        return new ActResult(
                        name,
                        report.path("bytes").asLong(),
                        kills,
                        report.path("longest_stall_ms").asDouble(),
                        endings.resets(),
                        endings.earlyFins(),
                        report.path("sha256_equal").asBoolean(),
                        java.util.List.of())
                .require(report.path("ok").asBoolean(), "the client says: " + words(client, report))
                .require(kills == killsWanted, "the server was killed " + kills + " times, not " + killsWanted)
                .require(
                        endings.connections() == 1, "the client made " + endings.connections() + " connections, not 1");
    }

    private static String words(Client client, JsonNode report) {
        return report.isMissingNode()
                ? "nothing. " + client.lastWords()
                : report.path("errors").toString();
    }
}
