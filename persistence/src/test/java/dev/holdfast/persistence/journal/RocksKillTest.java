package dev.holdfast.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills a process that writes: what it had called stable is there, and nothing is half there. */
class RocksKillTest {

    private static final int ENTITIES = 4;

    @ParameterizedTest
    @ValueSource(ints = {40, 250, 900})
    void keepsWhatWasStableWhenTheProcessIsKilled(int stableBeforeKill, @TempDir Path directory) throws Exception {
        long[] stable = new long[ENTITIES];
        for (int life = 0; life < 2; life++) {
            writeUntilKilled(directory, stableBeforeKill, stable);
            try (JournalStore store = RocksStore.open(Entries.onDisk(directory, 1L << 30))) {
                for (int entity = 0; entity < ENTITIES; entity++) {
                    verify(store, "entity-" + entity, stable[entity]);
                }
            }
        }
    }

    private static void verify(JournalStore store, String id, long stable) {
        List<Entry> found = Entries.read(store, id);

        assertThat(store.highestSequenceNr(id)).isGreaterThanOrEqualTo(stable).isEqualTo(found.size());
        long sequenceNr = 0;
        for (Entry entry : found) {
            assertThat(entry).isEqualTo(Writer.entry(id, ++sequenceNr));
        }
        assertThat(found.size() % Writer.BATCH).isZero();
    }

    private static void writeUntilKilled(Path directory, int confirmations, long[] stable)
            throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader confirmed = writer.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i < confirmations; i++) {
                note(confirmed.readLine(), stable);
            }
            writer.toHandle().destroyForcibly();
            for (String line = confirmed.readLine(); line != null; line = confirmed.readLine()) {
                note(line, stable);
            }
        }
        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(writer.exitValue()).isEqualTo(128 + 9);
    }

    private static void note(@org.jspecify.annotations.Nullable String line, long[] stable) {
        if (line != null && line.endsWith(".")) {
            String[] words = line.substring(0, line.length() - 1).split(" ", 2);
            stable[Integer.parseInt(words[0])] = Long.parseLong(words[1]);
        }
    }

    /** The process that is killed: batches of three, several outstanding, a line for each that is stable. */
    static final class Writer {

        static final int BATCH = 3;

        private Writer() {}

        public static void main(String[] arguments) throws InterruptedException {
            JournalStore store = RocksStore.open(Entries.onDisk(Path.of(arguments[0]), 1L << 30));
            while (true) {
                for (int entity = 0; entity < ENTITIES; entity++) {
                    writeBatch(store, entity);
                }
            }
        }

        private static void writeBatch(JournalStore store, int entity) {
            String id = "entity-" + entity;
            long last = store.highestSequenceNr(id) + BATCH;
            store.append(List.of(entry(id, last - 2), entry(id, last - 1), entry(id, last)))
                    .toCompletableFuture()
                    .thenRun(() -> System.out.println(entity + " " + last + "."))
                    .join();
        }

        static Entry entry(String id, long sequenceNr) {
            return Entries.ordinary(id, sequenceNr, sequenceNr % 7 == 0 ? 200_000 : 500);
        }
    }
}
