package dev.holdfast.persistence.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.Lives;
import dev.holdfast.protocol.quorum.LogRecord;
import dev.holdfast.protocol.quorum.Position;
import dev.holdfast.protocol.quorum.ReplicaMemory;
import dev.holdfast.protocol.quorum.Voice;
import dev.holdfast.protocol.quorum.Vote;
import dev.holdfast.protocol.wire.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ReplicaDiskTest {

    private static final String OWNER = "cluster one, node alpha";
    private static final Epoch FIRST = new Epoch(1, "alpha");
    private static final Epoch SECOND = new Epoch(2, "beta");
    private static final Vote VOTE = new Vote(Voice.LEARNING, SECOND, new Lives(Map.of("alpha", 7L)), Lives.NONE);

    @TempDir
    Path directory;

    @Test
    void whatWasConfirmedIsThereAgain() {
        ReplicaMemory memory = after(disk -> {
            disk.keep(VOTE, () -> {});
            disk.store(1, records(FIRST, 5), () -> {});
        });

        assertThat(memory).isEqualTo(new ReplicaMemory(VOTE, Position.START, records(FIRST, 5)));
    }

    @Test
    void recordsTakeThePlaceOfThoseFromThereOn() {
        ReplicaMemory memory = after(disk -> {
            disk.keep(VOTE, () -> {});
            disk.store(1, records(FIRST, 5), () -> {});
            disk.store(3, records(SECOND, 1), () -> {});
        });

        assertThat(memory.records()).extracting(LogRecord::epoch).containsExactly(FIRST, FIRST, SECOND);
    }

    @Test
    void whatTheStoreHasIsDroppedUnlessItIsTheStoreNoMore() {
        ReplicaMemory memory = after(disk -> {
            disk.keep(VOTE, () -> {});
            disk.store(1, records(FIRST, 5), () -> {});
            disk.applied(0, new Position(3, FIRST));
            disk.applied(1, new Position(5, FIRST));
        });

        assertThat(memory.applied()).isEqualTo(new Position(3, FIRST));
        assertThat(memory.records()).hasSize(2);
    }

    @Test
    void aStateTakenOverKeepsTheRecordsThatFollowItIfItsPlaceIsKnown() {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        ReplicaMemory memory = after(disk -> {
            disk.keep(VOTE, () -> {});
            disk.store(1, records(FIRST, 5), () -> {});
            disk.restored(1, new Position(4, FIRST), settled, () -> {});
            disk.store(6, records(SECOND, 1), () -> {});
            settled.complete(null);
        });

        assertThat(memory.applied()).isEqualTo(new Position(4, FIRST));
        assertThat(memory.records()).extracting(LogRecord::epoch).containsExactly(FIRST, SECOND);
    }

    @Test
    void aStateTakenOverDropsTheRecordsOfAnotherHistory() {
        ReplicaMemory memory = after(disk -> {
            disk.keep(VOTE, () -> {});
            disk.store(1, records(FIRST, 5), () -> {});
            disk.restored(1, new Position(4, SECOND), CompletableFuture.completedFuture(null), () -> {});
        });

        assertThat(memory.applied()).isEqualTo(new Position(4, SECOND));
        assertThat(memory.records()).isEmpty();
        try (ReplicaDisk again = new ReplicaDisk(directory, OWNER)) {
            assertThat(again.copies()).containsExactly(1);
        }
    }

    @Test
    void damageIsRefusedWithItsPlace() throws IOException {
        var _ = after(disk -> disk.store(1, records(FIRST, 200), () -> {}));
        Path largest;
        try (Stream<Path> files = Files.list(directory)) {
            largest = files.filter(file -> file.toString().matches(".*\\.(log|sst)"))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(largest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(largest, bytes);

        assertThatThrownBy(() -> new ReplicaDisk(directory, OWNER))
                .isInstanceOf(JournalDamagedException.class)
                .hasMessageContaining(directory.toString());
    }

    @Test
    void theDiskOfAnotherIsRefused() {
        var _ = after(_ -> {});

        assertThatThrownBy(() -> new ReplicaDisk(directory, "cluster two, node alpha"))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(OWNER);
    }

    /** What a new start finds when all that {@code work} asked is written. */
    private ReplicaMemory after(Consumer<ReplicaDisk> work) {
        try (ReplicaDisk disk = new ReplicaDisk(directory, OWNER)) {
            CompletableFuture<Void> written = new CompletableFuture<>();
            disk.start(written::completeExceptionally);
            work.accept(disk);
            disk.keep(VOTE, () -> written.complete(null));
            written.join();
        }
        try (ReplicaDisk again = new ReplicaDisk(directory, OWNER)) {
            return Objects.requireNonNull(again.memory());
        }
    }

    private static List<LogRecord> records(Epoch epoch, int count) {
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[100 + i];
            new Random(i).nextBytes(bytes);
            records.add(new LogRecord(epoch, Payload.of(bytes)));
        }
        return records;
    }
}
