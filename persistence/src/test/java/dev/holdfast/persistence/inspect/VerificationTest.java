package dev.holdfast.persistence.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.MemoryStore;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerStarted;
import dev.holdfast.protocol.wire.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of events, and differences, removal: whatever needs no file. */
final class VerificationTest {

    private static final String ID = JournalGenerator.id(1).name();

    private final JournalStore store = MemoryStore.open(32 << 20);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aGeneratedJournalIsSound() {
        new JournalGenerator(5, 20, 200, 100).write(store);

        assertThat(verify()).isEmpty();
    }

    @Test
    void bytesThatOverlapArePlacedByTheirOffset() {
        log(ID, JournalGenerator.opened(1), bytes(1, 100), bytes(101, 50), bytes(140, 50), bytes(1, 1));

        assertThat(verify()).singleElement().satisfies(damage -> {
            assertThat(damage.sequenceNr()).isEqualTo(4);
            assertThat(damage.offset()).isEqualTo(140);
            assertThat(damage).hasToString(ID + " #4 at offset 140: out of order: logged already: 140");
        });
    }

    @Test
    void eventsBeforeTheOpeningAndAfterTheCloseAreOutOfOrder() {
        log(ID, new ClientAckAdvanced(7), JournalGenerator.opened(1));
        log(
                JournalGenerator.id(2).name(),
                JournalGenerator.opened(2),
                new ConnectionClosed(ClosedBy.BOTH, "closed"),
                bytes(1, 1));
        log("history_web", new ServerStarted(3, 1, 0), new ServerStarted(2, 1, 0));

        assertThat(verify())
                .extracting(Damage::persistenceId, Damage::sequenceNr)
                .containsExactlyInAnyOrder(
                        tuple(ID, 1L), tuple(JournalGenerator.id(2).name(), 3L), tuple("history_web", 2L));
    }

    @Test
    void replicasDifferWhereTheFirstEntryDiffers() {
        try (JournalStore other = MemoryStore.open(32 << 20)) {
            new JournalGenerator(5, 12, 50, 100).write(store);
            new JournalGenerator(5, 12, 50, 100).write(other);
            assertThat(difference(other)).isNull();

            long last = store.highestSequenceNr(JournalGenerator.id(4).name());
            store.append(List.of(
                            JournalGenerator.entry(JournalGenerator.id(4).name(), last + 1, new ClientAckAdvanced(9))))
                    .toCompletableFuture()
                    .join();

            assertThat(difference(other))
                    .isEqualTo(new JournalDifference(
                            JournalGenerator.id(4).name(), last + 1, "only in the first journal"));
            other.append(List.of(
                            JournalGenerator.entry(JournalGenerator.id(4).name(), last + 1, new ClientAckAdvanced(8))))
                    .toCompletableFuture()
                    .join();
            assertThat(difference(other))
                    .isEqualTo(new JournalDifference(
                            JournalGenerator.id(4).name(), last + 1, "client-ack-advanced of other content"));
        }
    }

    @Test
    void onlyClosedConnectionsAreRetired() {
        List<JournalGenerator.Expected> all = new JournalGenerator(5, 30, 20, 100).write(store);
        JournalPass pass = new JournalPass(store, Selection.ALL, _ -> {});

        Retirement.carryOut(Retirement.due(pass, Instant.ofEpochMilli(Long.MAX_VALUE)), store);

        assertThat(store.persistenceIds())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("history_web"),
                                all.stream().filter(one -> !one.closed()).map(JournalGenerator.Expected::id))
                        .toList());
    }

    private @Nullable JournalDifference difference(JournalStore other) {
        return JournalDifference.first(store, other, Selection.ALL, _ -> {});
    }

    private static ClientBytesLogged bytes(long offset, int length) {
        return new ClientBytesLogged(offset, Payload.of(new byte[length]), false);
    }

    private void log(String id, Object... events) {
        for (int i = 0; i < events.length; i++) {
            store.append(List.of(JournalGenerator.entry(id, i + 1, events[i])))
                    .toCompletableFuture()
                    .join();
        }
    }

    private List<Damage> verify() {
        List<Damage> found = new ArrayList<>();
        new Verification(store, Selection.ALL, _ -> {}, found::add).run();
        return found;
    }
}
