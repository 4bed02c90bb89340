package dev.holdfast.tests.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The journal on three copies beside the TCP connections that it rides on, measured in turns. */
final class JournalRow {

    private static final int SMALL_BYTES = 1 << 10;
    private static final int LARGE_BYTES = 64 << 10;
    private static final int ROUND_TRIPS = 10_000;
    private static final long BULK_BYTES = 256L << 20;
    private static final int WARM_UP_ROUNDS = 5;
    private static final int TURNS = 3;

    static final String TCP_P50 = "tcp_p50_us";
    static final String APPEND_P50 = "append_p50_us";
    static final String TCP_GBPS = "tcp_gbps";
    static final String TCP_TO_TWO_GBPS = "tcp_to_two_gbps";
    static final String BULK_GBPS = "append_gbps";

    private final Map<String, List<Double>> seen = new LinkedHashMap<>();

    /** Appends until the compilers have nothing more to do; these are not counted. */
    private static void warmUp(QuorumSpeed quorum) {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            quorum.p50Micros(SMALL_BYTES, ROUND_TRIPS);
            quorum.gbps(LARGE_BYTES, BULK_BYTES);
        }
    }

    /** Several turns, since two processors and four threads make of a round trip now 6 µs, now 20. */
    void measure(Path directory) throws InterruptedException {
        try (QuorumSpeed quorum = QuorumSpeed.start(directory)) {
            warmUp(quorum);
            for (int i = 0; i < TURNS; i++) {
                add(TCP_P50, TcpFloor.p50Micros(SMALL_BYTES, ROUND_TRIPS));
                add(APPEND_P50, quorum.p50Micros(SMALL_BYTES, ROUND_TRIPS));
                add(TCP_GBPS, TcpFloor.gbps(LARGE_BYTES, 2 * BULK_BYTES));
                add(TCP_TO_TWO_GBPS, TcpFloor.gbpsToAll(2, LARGE_BYTES, BULK_BYTES, QuorumSpeed.STREAMS));
                add(BULK_GBPS, quorum.gbps(LARGE_BYTES, BULK_BYTES));
            }
        }
    }

    private void add(String what, double value) {
        seen.computeIfAbsent(what, _ -> new ArrayList<>()).add(value);
    }

    Map<String, Double> medians() {
        Map<String, Double> medians = new LinkedHashMap<>();
        seen.forEach((what, values) -> {
            List<Double> sorted = values.stream().sorted().toList();
            medians.put(what, sorted.get(sorted.size() / 2));
        });
        return medians;
    }
}
