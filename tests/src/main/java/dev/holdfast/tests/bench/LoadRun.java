package dev.holdfast.tests.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.tests.lab.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One run of the load client over a bed.
 *
 * @param report what the client printed
 * @param cpuSeconds that the middle used meanwhile
 */
record LoadRun(JsonNode report, double cpuSeconds) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static List<String> command(
            String program, String kind, String host, int port, int connections, double seconds, long bytes) {
        return List.of(
                program,
                kind,
                host,
                Integer.toString(port),
                Integer.toString(connections),
                Double.toString(seconds),
                Long.toString(bytes));
    }

    /** Runs it; empty, and {@code problems} knows why, when the load did not get through. */
    static Optional<LoadRun> over(
            Bed bed, String kind, int connections, double seconds, long bytes, List<String> problems) {
        double before = bed.cpuSeconds();
        Tool.Ended ended = Tool.run(PATIENCE, bed.load(kind, connections, seconds, bytes));
        double used = bed.cpuSeconds() - before;
        try {
            if (ended.ok()) {
                return Optional.of(new LoadRun(JSON.readTree(ended.out()), used));
            }
            problems.add(bed.name() + ", " + kind + " over " + connections + ": "
                    + ended.err().strip());
        } catch (JsonProcessingException malformed) {
            problems.add(bed.name() + ", " + kind + ": the load client printed no JSON");
        }
        return Optional.empty();
    }

    double gbps() {
        return report.path("gbps").asDouble();
    }

    double cpuSecondsPerGb() {
        return cpuSeconds / (report.path("bytes").asDouble() / 1e9);
    }
}
