package dev.holdfast.persistence.journal;

import static dev.holdfast.persistence.journal.Entries.onDisk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** What the tool says of files that are not as the node left them, and of files that it is about to change. */
final class DamagedFilesTest {

    private static final int ROUNDS = 20;
    private static final int LOG_ROUNDS = 200;
    private static final int LOG_BLOCK_BYTES = 32 << 10;

    private final Random random = new Random(5);

    @TempDir
    private Path directory;

    /** As a crash leaves it: all that was written is still in the log. */
    @BeforeEach
    void write() throws IOException {
        Path written = directory.resolveSibling(directory.getFileName() + "-written");
        try (JournalStore store = RocksStore.open(onDisk(written, 64 << 20))) {
            new JournalGenerator(1, 10, 200, 20).write(store);
            copy(written, directory);
        }
        remove(written);
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

    @Test
    void aFlippedBitAnywhereInTheLogIsFoundAndPlaced() throws IOException {
        Path log = largest(".log");
        byte[] sound = Files.readAllBytes(log);
        for (int round = 0; round < LOG_ROUNDS; round++) {
            int at = round % 2 == 0 ? random.nextInt(sound.length) : sound.length - 1 - random.nextInt(LOG_BLOCK_BYTES);
            write(log, flippedAt(sound, at));

            assertThat(placesIn(log))
                    .as("round %d, byte %d", round, at)
                    .anyMatch(place -> place <= at && at - place < LOG_BLOCK_BYTES);
        }
    }

    @Test
    void aNodeRefusesALogWithAFlippedBitAnywhere() throws IOException {
        Path log = largest(".log");
        byte[] sound = Files.readAllBytes(log);
        for (int round = 0; round < ROUNDS; round++) {
            write(log, flippedAt(sound, sound.length - 1 - random.nextInt(LOG_BLOCK_BYTES)));

            assertThatThrownBy(() -> RocksStore.open(onDisk(directory, 64 << 20)))
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining(name(log) + ", byte ");
        }
    }

    @Test
    void aLogThatLostItsEndWithinARecordIsSoundUpToTheTearWhichIsNamed() throws IOException {
        Path log = largest(".log");
        byte[] sound = Files.readAllBytes(log);
        for (int cut = 1; cut < 6; cut++) {
            write(log, Arrays.copyOf(sound, sound.length - cut));

            assertThat(damages()).isEmpty();
            assertThat(torn(directory)).singleElement().asString().contains(name(log) + ", byte ");
        }
    }

    @Test
    void aLogThatLostABlockInItsMiddleIsPlaced() throws IOException {
        Path log = largest(".log");
        byte[] sound = Files.readAllBytes(log);
        int at = 5 * LOG_BLOCK_BYTES;
        byte[] shorter = new byte[sound.length - LOG_BLOCK_BYTES];
        System.arraycopy(sound, 0, shorter, 0, at);
        System.arraycopy(sound, at + LOG_BLOCK_BYTES, shorter, at, shorter.length - at);
        write(log, shorter);

        assertThat(placesIn(log)).anyMatch(place -> place >= at && place < at + LOG_BLOCK_BYTES);
    }

    @Test
    void aLogThatIsGoneIsNamed() throws IOException {
        Files.delete(largest(".log"));

        assertThat(damages()).anyMatch(damage -> damage.contains(".log: the write-ahead log is missing"));
    }

    @Test
    void aLogThatLostItsLastRecordsBeforeTheNextBeganIsPlaced() throws IOException {
        Path log = largest(".log");
        try (JournalStore store = RocksStore.open(onDisk(directory, 64 << 20))) {
            store.append(List.of(Entries.ordinary("later", 1, 100)))
                    .toCompletableFuture()
                    .join();
            Path crashed = directory.resolve("crashed");
            copy(directory, crashed);
            Path same = crashed.resolve(name(log));
            Path next = largest(crashed, ".log", other -> !other.equals(same));
            write(same, Arrays.copyOf(Files.readAllBytes(same), (int) Files.size(same) / 2));

            assertThat(damages(crashed)).anyMatch(damage -> damage.contains(name(next) + ", byte 0"));
        }
    }

    /** A log's records are cut at its blocks' ends wherever the batches happen to begin. */
    @Test
    void aLogIsSoundWhereverItsBatchesBegin() {
        Path written = directory.resolve("odd");
        try (JournalStore store = RocksStore.open(onDisk(written, 64 << 20))) {
            for (int i = 1; i <= 6000; i++) {
                store.append(List.of(Entries.ordinary("odd", i, random.nextInt(300))))
                        .toCompletableFuture()
                        .join();
            }
            assertThat(damages(written)).noneMatch(damage -> damage.contains(".log"));
        }
    }

    @Test
    void aJournalThatWasOpenedAndClosedOftenIsSound() {
        for (int round = 0; round < 5; round++) {
            try (JournalStore store = RocksStore.open(onDisk(directory, 64 << 20))) {
                for (int i = 0; i < round; i++) {
                    store.append(List.of(Entries.ordinary("round" + round, i + 1, 100)))
                            .toCompletableFuture()
                            .join();
                }
                assertThat(damages()).as("open, round " + round).noneMatch(damage -> damage.contains(".log"));
            }
            assertThat(damages()).as("closed, round " + round).noneMatch(damage -> damage.contains(".log"));
        }
    }

    @Test
    void aJournalAtRestHasNothingInItsLogsThatCouldBeCutOff() throws IOException {
        RocksStore.open(onDisk(directory, 64 << 20)).close();
        assertThat(size(largest(".log"))).isZero();
        assertThat(damages()).isEmpty();
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
    void whateverNamesTheManifestWronglyIsFound() throws IOException {
        Path current = directory.resolve("CURRENT");
        byte[] sound = Files.readAllBytes(current);
        byte[] nul = sound.clone();
        nul[sound.length - 2] = 0;
        for (byte[] damaged : List.of(nul, flippedAt(sound, 0), flippedAt(sound, sound.length - 1), new byte[0])) {
            write(current, damaged);

            assertThat(damages()).as(Arrays.toString(damaged)).isNotEmpty();
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
        return flippedAt(sound, random.nextInt(within));
    }

    private byte[] flippedAt(byte[] sound, int at) {
        byte[] flipped = sound.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private List<Long> placesIn(Path log) {
        Pattern place = Pattern.compile(Pattern.quote(name(log)) + ", byte (\\d+)");
        return damages().stream()
                .map(place::matcher)
                .filter(Matcher::find)
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void remove(Path flat) throws IOException {
        try (Stream<Path> files = Files.list(flat)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(flat);
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

    private static List<String> torn(Path journal) {
        try (RocksSnapshot snapshot = RocksSnapshot.open(journal)) {
            return new Verification(snapshot, Selection.ALL, _ -> {}, _ -> {}).run();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private Path largest(String ending) throws IOException {
        return largest(directory, ending, _ -> true);
    }

    private static Path largest(Path directory, String ending, Predicate<Path> among) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> path.toString().endsWith(ending))
                    .filter(among)
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
