package dev.holdfast.persistence.journal;

import static dev.holdfast.persistence.journal.Entries.onDisk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.inspect.Damage;
import dev.holdfast.persistence.inspect.JournalGenerator;
import dev.holdfast.persistence.inspect.Selection;
import dev.holdfast.persistence.inspect.Verification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** What the tool says of files that are not as the node left them, and of files that it is about to change. */
final class DamagedFilesTest {

    private static final int ROUNDS = 20;
    private static final int LOG_BLOCK_BYTES = 32 << 10;

    private final Random random = new Random(5);

    @TempDir
    private Path directory;

    @BeforeEach
    void write() {
        try (JournalStore store = RocksStore.open(onDisk(directory, 64 << 20))) {
            new JournalGenerator(1, 10, 200, 20).write(store);
        }
    }

    private Path table() throws IOException, RocksDBException {
        try (RocksFiles files = RocksFiles.open(onDisk(directory, 64 << 20))) {
            files.compact();
        }
        return largest(".sst");
    }

    @Test
    void aFlippedBitAnywhereInATableIsFoundAndTheTableNamed() throws IOException, RocksDBException {
        Path table = table();
        byte[] sound = Files.readAllBytes(table);
        for (int round = 0; round < ROUNDS; round++) {
            write(table, flipped(sound, sound.length));

            assertThat(damages()).as("round " + round).anyMatch(damage -> damage.contains(name(table)));
        }
    }

    /** But for the log's last block, where a flipped length may look like an end that was torn off. */
    @Test
    void aFlippedBitOfTheLogIsFound() throws IOException {
        Path log = largest(".log");
        byte[] sound = Files.readAllBytes(log);
        for (int round = 0; round < ROUNDS; round++) {
            write(log, flipped(sound, sound.length - LOG_BLOCK_BYTES));

            assertThat(damages()).as("round " + round).anyMatch(damage -> damage.contains("checksum"));
        }
    }

    @Test
    void aTableThatIsCutOffOrGoneIsNamed() throws IOException, RocksDBException {
        Path table = table();
        byte[] sound = Files.readAllBytes(table);
        write(table, Arrays.copyOf(sound, sound.length / 2));
        assertThat(damages()).anyMatch(damage -> damage.contains(name(table)));

        Files.delete(table);
        assertThat(damages()).anyMatch(damage -> damage.contains(name(table)));
    }

    @Test
    void aFlippedBitOfTheManifestIsFound() throws IOException {
        Path manifest =
                directory.resolve(Files.readString(directory.resolve("CURRENT")).strip());
        byte[] sound = Files.readAllBytes(manifest);
        for (int round = 0; round < ROUNDS; round++) {
            write(manifest, flipped(sound, sound.length));

            assertThat(damages()).as("round " + round).isNotEmpty();
        }
    }

    @Test
    void aJournalIsSoundWheneverItIsLookedAtWhileItIsWritten() throws InterruptedException {
        Path written = directory.resolve("written");
        try (JournalStore owner = RocksStore.open(onDisk(written, 64 << 20))) {
            AtomicBoolean done = new AtomicBoolean();
            Thread writer = Thread.ofPlatform().start(() -> {
                new JournalGenerator(3, 60, 150, 6000).write(owner);
                owner.forget(JournalGenerator.id(5).name())
                        .toCompletableFuture()
                        .join();
                done.set(true);
            });
            int looks = 0;
            while (!done.get() || looks == 0) {
                assertThat(damages(written)).isEmpty();
                looks++;
            }
            writer.join();
            assertThat(damages(written)).isEmpty();
        }
    }

    private byte[] flipped(byte[] sound, int within) {
        byte[] flipped = sound.clone();
        flipped[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
    }

    private List<String> damages() {
        return damages(directory);
    }

    private static List<String> damages(Path journal) {
        List<Damage> found = new ArrayList<>();
        try (RocksSnapshot snapshot = RocksSnapshot.open(journal)) {
            new Verification(snapshot, Selection.ALL, _ -> {}, found::add).run();
        } catch (JournalException refused) {
            return List.of(String.valueOf(refused.getMessage()));
        }
        return found.stream().map(Damage::toString).toList();
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private Path largest(String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.toString().endsWith(ending))
                    .max(Comparator.comparingLong(DamagedFilesTest::size))
                    .orElseThrow();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
