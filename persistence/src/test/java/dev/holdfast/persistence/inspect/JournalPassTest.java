package dev.holdfast.persistence.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.inspect.ConnectionSummary.State;
import dev.holdfast.persistence.inspect.JournalGenerator.Expected;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JournalPassTest {

    private final JournalStore store = MemoryStore.open(64 << 20);
    private final List<Expected> expected = new JournalGenerator(3, 40, 60, 300).write(store);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void tellsOfEachConnectionWhatWasWritten() {
        List<Expected> found = connections(Selection.ALL).stream()
                .map(summary -> new Expected(
                        summary.id(),
                        summary.bytesIn(),
                        summary.bytesOutAcked(),
                        summary.incarnations(),
                        summary.state() == State.CLOSED,
                        summary.entries()))
                .toList();

        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(found).anyMatch(Expected::closed).anyMatch(one -> !one.closed());
    }

    @Test
    void selectsByClientServiceIdAndTime() {
        Expected wanted = expected.get(17);

        assertThat(connections(selection("192.0.2.17", "web")))
                .extracting(ConnectionSummary::id)
                .containsExactly(wanted.id());
        assertThat(connections(selection("192.0.2.17:20000", "web"))).hasSize(1);
        assertThat(connections(selection("192.0.2.17:9", "web"))).isEmpty();
        assertThat(connections(selection("192.0.2.17", "mail"))).isEmpty();
        assertThat(connections(new Selection(
                        List.of(),
                        List.of(),
                        List.of(),
                        Instant.ofEpochMilli(JournalGenerator.START_MILLIS + 10_000),
                        Instant.MAX,
                        List.of())))
                .isEmpty();
    }

    @Test
    void totalsAreTheSumOfTheConnections() {
        JournalTotals totals = JournalTotals.of(new JournalPass(store, Selection.ALL, _ -> {}));

        assertThat(totals.entries())
                .isEqualTo(1 + expected.stream().mapToLong(Expected::events).sum());
        assertThat(totals.bytesIn())
                .isEqualTo(expected.stream().mapToLong(Expected::bytesIn).sum());
        assertThat(totals.byState().get(State.CLOSED))
                .isEqualTo((int) expected.stream().filter(Expected::closed).count());
        assertThat(totals.byType()).containsKeys("server-started", "connection-opened", "client-bytes-logged");
        assertThat(totals.damaged()).isEmpty();
    }

    private static Selection selection(String client, String service) {
        return new Selection(
                List.of(Selection.client(client)), List.of(service), List.of(), Instant.MIN, Instant.MAX, List.of());
    }

    private List<ConnectionSummary> connections(Selection selection) {
        List<ConnectionSummary> found = new ArrayList<>();
        new JournalPass(store, selection, _ -> {}).connections(found::add);
        return found;
    }
}
