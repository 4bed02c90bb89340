package dev.holdfast.persistence.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.Settings;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three replicas with disks of their own die by one SIGKILL while they write, again and again: what was confirmed is there. */
@Timeout(120)
final class QuorumKillTest {

    private static final IpAddress VIP = IpAddress.v4(0x0a4d000a);
    private static final List<String> NODES = List.of("alpha", "beta", "gamma");
    private static final String ID = "web_1";

    @ParameterizedTest
    @ValueSource(ints = {30, 200})
    void allThreeGoOnWithWhatWasStableWhenTheyAreKilledAtOnce(int confirmations, @TempDir Path directory)
            throws Exception {
        long stable = 0;
        for (int round = 0; round < 2; round++) {
            stable = Math.max(stable, writeUntilKilled(directory, round, confirmations));

            try (Nodes nodes = new Nodes(directory, 1)) {
                QuorumStore store = nodes.own(NODES.get(round % 2));
                List<Entry> found = new ArrayList<>();
                store.read(ID, 1, Long.MAX_VALUE, Long.MAX_VALUE, found::add);
                assertThat(store.highestSequenceNr(ID))
                        .isGreaterThanOrEqualTo(stable)
                        .isEqualTo(found.size());
                for (int i = 0; i < found.size(); i++) {
                    assertThat(found.get(i)).isEqualTo(Writer.entry(i + 1));
                }
            }
        }
    }

    private static long writeUntilKilled(Path directory, int round, int confirmations)
            throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString(),
                        String.valueOf(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long stable = 0;
        try (BufferedReader confirmed = writer.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i < confirmations; i++) {
                stable = Math.max(stable, number(confirmed.readLine()));
            }
            writer.toHandle().destroyForcibly();
            for (String line = confirmed.readLine(); line != null; line = confirmed.readLine()) {
                stable = Math.max(stable, number(line));
            }
        }
        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(writer.exitValue()).isEqualTo(128 + 9);
        return stable;
    }

    private static long number(@org.jspecify.annotations.Nullable String line) {
        return line != null && line.matches("\\d+\\.") ? Long.parseLong(line.substring(0, line.length() - 1)) : 0;
    }

    /** All three in one process. */
    private static final class Nodes implements AutoCloseable {
        private final Map<String, InProcessTransport> wires = new ConcurrentHashMap<>();
        private final Map<String, QuorumNode> nodes = new ConcurrentHashMap<>();

        /** @param last life of all; 0: they have none */
        Nodes(Path directory, long last) throws IOException {
            for (String node : NODES) {
                Settings settings =
                        ThreeNodes.settings(directory, node, "rocksdb, fsync = true", new int[] {7402, 7404, 7406}, "");
                NodeMemory memory = NodeMemory.recall(settings, last);
                assertThat(memory.isWhole()).isEqualTo(last > 0);
                nodes.put(node, QuorumNode.start(settings, memory, new InProcessTransport(wires, node, 1), 1, fault -> {
                    fault.printStackTrace();
                    System.exit(3);
                }));
            }
        }

        QuorumStore own(String node) {
            return TakesOver.of(
                    java.util.Objects.requireNonNull(nodes.get(node)).journal(VIP));
        }

        @Override
        public void close() {
            nodes.values().forEach(QuorumNode::close);
        }
    }

    /** The process that is killed: some appends outstanding, a line for each that is stable. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            int round = Integer.parseInt(arguments[1]);
            Nodes nodes = new Nodes(Path.of(arguments[0]), round > 0 ? 1 : 0);
            QuorumStore store = nodes.own(NODES.get((round + 1) % 2));
            for (long next = store.highestSequenceNr(ID) + 1; ; next += 3) {
                var last = store.append(List.of(entry(next)));
                for (long i = next + 1; i < next + 3; i++) {
                    last = store.append(List.of(entry(i)));
                }
                last.toCompletableFuture().join();
                System.out.println(next + 2 + ".");
            }
        }

        static Entry entry(long number) {
            byte[] bytes = new byte[number % 50 == 0 ? 100_000 : 300];
            Arrays.fill(bytes, (byte) number);
            return new Entry(ID, number, Entry.Kind.ORDINARY, 7, "m", "w", 1, Payload.of(bytes));
        }
    }
}
