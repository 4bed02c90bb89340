package dev.holdfast.persistence.journal;

import static dev.holdfast.persistence.journal.Entries.append;
import static dev.holdfast.persistence.journal.Entries.onDisk;
import static dev.holdfast.persistence.journal.Entries.ordinary;
import static dev.holdfast.persistence.journal.Entries.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.persistence.journal.Stored.Damaged;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksSnapshotTest {

    private static final String ID = "web_192.0.2.7:1_192.0.2.10:80_1";

    @TempDir
    private Path directory;

    @Test
    void readsWhatTheOwnerReadsWhileItHoldsTheFiles() {
        try (JournalStore owner = RocksStore.open(onDisk(directory, 64 << 20))) {
            append(owner, List.of(ordinary(ID, 1, 10), ordinary(ID, 2, 70_000), ordinary("b", 5, 3)));
            owner.delete("b", 9).toCompletableFuture().join();

            try (RocksSnapshot snapshot = RocksSnapshot.open(directory)) {
                assertThat(snapshot.persistenceIds()).containsExactlyInAnyOrder(ID, "b");
                List<Entry> all = new ArrayList<>();
                snapshot.read(ID, 1, Long.MAX_VALUE, Long.MAX_VALUE, all::add);
                assertThat(all).isEqualTo(read(owner, ID));
                all.clear();
                snapshot.read(ID, 2, 2, 1, all::add);
                assertThat(all).containsExactly(ordinary(ID, 2, 70_000));
                assertThat(snapshot.highestSequenceNr(ID)).isEqualTo(2);
                assertThat(snapshot.highestSequenceNr("b")).isEqualTo(5);
                assertThat(snapshot.highestSequenceNr("unknown")).isZero();
                assertThat(snapshot.strays()).isEmpty();
            }
        }
    }

    /** Flushes every few milliseconds, so that files come and go while snapshots are opened. */
    @Test
    void aJournalThatIsWrittenHasNeitherDamageNorHoles() throws InterruptedException {
        try (JournalStore owner = RocksStore.open(onDisk(directory, 64 << 20))) {
            AtomicBoolean stop = new AtomicBoolean();
            AtomicLong written = new AtomicLong();
            writeTwenty(owner, written);
            Thread writer = Thread.ofPlatform().start(() -> {
                while (!stop.get()) {
                    writeTwenty(owner, written);
                }
            });
            try {
                for (int look = 0; look < 20; look++) {
                    look(written.get());
                }
            } finally {
                stop.set(true);
                writer.join();
            }
        }
    }

    private static void writeTwenty(JournalStore owner, AtomicLong written) {
        long next = written.get() + 1;
        append(
                owner,
                LongStream.range(next, next + 20)
                        .mapToObj(sequenceNr -> ordinary(ID, sequenceNr, 20_000))
                        .toList());
        written.addAndGet(20);
        if (next % 1_000 == 1) {
            owner.delete(ID, next - 500).toCompletableFuture().join();
        }
    }

    private void look(long atLeast) {
        try (RocksSnapshot snapshot = RocksSnapshot.open(directory)) {
            List<Stored> found = new ArrayList<>();
            snapshot.inspect(ID, found::add);
            assertThat(found).noneMatch(Damaged.class::isInstance);
            assertThat(found.getLast().sequenceNr()).isGreaterThanOrEqualTo(atLeast);
            assertThat(found.getLast().sequenceNr() - found.getFirst().sequenceNr())
                    .isEqualTo(found.size() - 1);
        }
    }

    @Test
    void namesTheDirectoryThatHoldsNoJournal() {
        assertThatThrownBy(() -> RocksSnapshot.open(directory))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(directory.toString());
    }
}
