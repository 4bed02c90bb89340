package dev.holdfast.persistence.journal;

import static dev.holdfast.persistence.journal.Entries.append;
import static dev.holdfast.persistence.journal.Entries.control;
import static dev.holdfast.persistence.journal.Entries.onDisk;
import static dev.holdfast.persistence.journal.Entries.ordinary;
import static dev.holdfast.persistence.journal.Entries.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest extends StoreContract {

    @TempDir
    private Path directory;

    @Override
    JournalStore open() {
        return RocksStore.open(onDisk(directory, 16 << 20));
    }

    @Test
    void findsEverythingAgainAfterReopening() {
        append(
                store,
                List.of(ordinary(ID, 1, 10), ordinary(ID, 2, 100_000), ordinary("b", 7, 10), ordinary("c", 1, 9)));
        store.delete(ID, 1).toCompletableFuture().join();
        store.delete("b", 9).toCompletableFuture().join();
        store.forget("c").toCompletableFuture().join();
        JournalStats before = store.stats();

        reopen();

        assertThat(read(store, ID)).containsExactly(ordinary(ID, 2, 100_000));
        assertThat(store.highestSequenceNr("b")).isEqualTo(7);
        assertThat(store.persistenceIds()).containsExactlyInAnyOrder(ID, "b");
        assertThat(store.stats()).isEqualTo(before);
        assertThat(append(store, List.of(control("b", 7)))).isInstanceOf(JournalOrderException.class);
        assertThat(append(store, List.of(control("b", 8)))).isNull();
    }

    @Test
    void writesInTheOrderOfSubmission() {
        List<CompletableFuture<Void>> appends = new ArrayList<>();
        for (long sequenceNr = 1; sequenceNr <= 500; sequenceNr++) {
            appends.add(store.append(List.of(ordinary(ID, sequenceNr, 1000))).toCompletableFuture());
        }

        assertThat(read(store, ID)).hasSize(500);
        assertThat(appends).allMatch(CompletableFuture::isDone);
    }

    @Test
    void finishesWhatWasSubmittedBeforeItCloses() {
        CompletableFuture<Void> last = new CompletableFuture<>();
        for (long sequenceNr = 1; sequenceNr <= 200; sequenceNr++) {
            last = store.append(List.of(ordinary(ID, sequenceNr, 10_000))).toCompletableFuture();
        }

        store.close();

        assertThat(last).isCompleted();
        reopen();
        assertThat(read(store, ID)).hasSize(200);
    }

    @Test
    void refusesASecondOwnerOfItsFiles() {
        assertThatThrownBy(this::open).isInstanceOf(JournalException.class).hasMessageContaining(directory.toString());
    }

    /** Whatever bit of whatever file flips: the store says so when it opens or reads, or what it reads is right. */
    @Test
    void neverGivesOutWrongBytesFromDamagedFiles() throws IOException {
        List<Entry> written = new ArrayList<>();
        for (long sequenceNr = 1; sequenceNr <= 40; sequenceNr++) {
            written.add(ordinary(ID, sequenceNr, sequenceNr % 2 == 0 ? 30_000 : 200));
        }
        written.forEach(entry -> append(store, List.of(entry)));
        store.close();
        Random random = new Random(11);
        int detected = 0;
        for (int round = 0; round < 25; round++) {
            Path file = largestFile();
            byte[] sound = Files.readAllBytes(file);
            byte[] damaged = sound.clone();
            damaged[random.nextInt(sound.length / 2)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            try (JournalStore reopened = open()) {
                assertThat(read(reopened, ID)).isEqualTo(written);
            } catch (JournalDamagedException told) {
                detected++;
                assertThat(told.place()).isNotEmpty();
            }
            Files.write(file, sound);
        }
        assertThat(detected).isGreaterThan(20);
        store = open();
        assertThat(read(store, ID)).isEqualTo(written);
    }

    /** Else the few ids, whose own buffer never fills, keep every log, and all of them are read at the next opening. */
    @Test
    void aLogWhoseEntriesAreInTablesGoes() throws IOException {
        Path own = directory.resolve("logs");
        long buffer = 4L << 20;
        try (JournalStore written = RocksStore.open(onDisk(own, 16 * buffer))) {
            for (int sequenceNr = 1; sequenceNr <= 60; sequenceNr++) {
                append(written, List.of(ordinary(ID, sequenceNr, 250_000)));
            }
            AtomicInteger next = new AtomicInteger(60);
            await().until(() -> {
                append(
                        written,
                        List.of(ordinary(ID, next.incrementAndGet(), 1))); // old logs are looked for when one writes
                return logBytes(own) < 2 * buffer;
            });
        }
    }

    private static long logBytes(Path journal) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private Path largestFile() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.max((a, b) ->
                            Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }

    private void reopen() {
        store.close();
        store = open();
    }
}
