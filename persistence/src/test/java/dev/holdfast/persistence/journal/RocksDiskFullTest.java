package dev.holdfast.persistence.journal;

import static dev.holdfast.persistence.journal.Entries.append;
import static dev.holdfast.persistence.journal.Entries.control;
import static dev.holdfast.persistence.journal.Entries.ordinary;
import static dev.holdfast.persistence.journal.Entries.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.journal.JournalStats.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of its own that really fills up; needs root. */
@Tag("system")
class RocksDiskFullTest {

    private static final String ID = "web_192.0.2.7:1 > 192.0.2.10:80_1";

    @TempDir
    private Path mountPoint;

    @BeforeEach
    void mount() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=96m", "holdfast-journal-test", mountPoint.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", mountPoint.toString());
    }

    @Test
    void turnsAFullDiskIntoBackPressureAndGoesOnWhenThereIsRoom() throws Exception {
        Path ballast = mountPoint.resolve("ballast");
        Files.write(ballast, new byte[50 << 20]);
        try (JournalStore store = open()) {
            long taken = Entries.fill(store, ID, 100_000);

            assertThat(taken).isPositive();
            assertThat(store.stats().state()).isEqualTo(State.FULL);
            assertThat(append(store, List.of(control("other", 1)))).isNull();
            assertThat(read(store, ID)).hasSize((int) taken);

            CountDownLatch roomy = new CountDownLatch(1);
            store.onRoom(roomy::countDown);
            Files.delete(ballast);

            assertThat(roomy.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(append(store, List.of(ordinary(ID, taken + 2, 100_000)))).isNull();
            assertThat(read(store, ID)).hasSize((int) taken + 1);
        }
    }

    @Test
    void makesRoomOnAFullDiskByDeletion() throws Exception {
        Files.write(mountPoint.resolve("ballast"), new byte[50 << 20]);
        try (JournalStore store = open()) {
            long taken = Entries.fill(store, ID, 100_000);
            CountDownLatch roomy = new CountDownLatch(1);
            store.onRoom(roomy::countDown);

            store.delete(ID, taken).toCompletableFuture().join();

            assertThat(roomy.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(append(store, List.of(ordinary(ID, taken + 2, 100_000)))).isNull();
        }
    }

    /** Somebody else takes the last byte of the disk; then the reserve is gone, too. */
    @Test
    void losesNothingAndInventsNothingWhenTheDiskFillsUpBehindItsBack() throws Exception {
        Path ballast = mountPoint.resolve("ballast");
        List<Long> expected = new ArrayList<>();
        try (JournalStore store = open()) {
            long sequenceNr = 0;
            while (sequenceNr < 50) {
                assertThat(append(store, List.of(ordinary(ID, ++sequenceNr, 100_000))))
                        .isNull();
                expected.add(sequenceNr);
            }
            fillUp(ballast);
            assertThat(append(store, List.of(ordinary(ID, ++sequenceNr, 1_000_000))))
                    .isInstanceOf(JournalFullException.class);
            Throwable refusal = append(store, List.of(control(ID, ++sequenceNr)));
            while (refusal == null) {
                expected.add(sequenceNr);
                refusal = append(store, List.of(control(ID, ++sequenceNr)));
            }
            assertThat(refusal).isInstanceOf(JournalFullException.class);
            CountDownLatch roomy = new CountDownLatch(1);
            store.onRoom(roomy::countDown);
            Files.delete(ballast);

            assertThat(roomy.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(append(store, List.of(ordinary(ID, ++sequenceNr, 100_000))))
                    .isNull();
            expected.add(sequenceNr);
            assertThat(read(store, ID)).extracting(Entry::sequenceNr).isEqualTo(expected);
        }
        try (JournalStore store = open()) {
            assertThat(read(store, ID)).extracting(Entry::sequenceNr).isEqualTo(expected);
        }
    }

    private JournalStore open() {
        return RocksStore.open(Entries.onDisk(mountPoint.resolve("journal"), 128L << 20));
    }

    private static void fillUp(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
