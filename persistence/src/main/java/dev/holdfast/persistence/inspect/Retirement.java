package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.inspect.ConnectionSummary.State;
import dev.holdfast.persistence.journal.JournalStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Closed connections whose entries nobody needs any more: no successor takes them up. */
public final class Retirement {

    private Retirement() {}

    /** Of what {@code pass} selects, the connections that were closed before {@code before}. */
    public static List<ConnectionSummary> due(JournalPass pass, Instant before) {
        List<ConnectionSummary> due = new ArrayList<>();
        pass.connections(summary -> {
            if (summary.state() == State.CLOSED && summary.lastMillis() < before.toEpochMilli()) {
                due.add(summary);
            }
        });
        return due;
    }

    /** Removes all entries of {@code due}; waits until that is stable. */
    public static void carryOut(List<ConnectionSummary> due, JournalStore journal) {
        for (ConnectionSummary connection : due) {
            journal.forget(connection.id()).toCompletableFuture().join();
        }
    }
}
