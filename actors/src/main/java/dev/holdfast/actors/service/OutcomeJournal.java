package dev.holdfast.actors.service;

import dev.holdfast.protocol.northside.Outcome;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Recorded outcomes on their way into the service's history: one batch is being persisted, the next is being gathered (I2).
 *
 * <p>At level L0 nothing but notes goes there and no output waits. Owned by the loop's thread.
 */
final class OutcomeJournal {

    private static final int BATCH_MAX = 4096;

    private final boolean recording;
    private final Consumer<List<ServerHistoryEvent>> history;
    private List<Outcome> gathered = new ArrayList<>();
    private int incarnation;
    private long seen;
    private long sent;
    private long stable;

    OutcomeJournal(boolean recording, Consumer<List<ServerHistoryEvent>> history) {
        this.recording = recording;
        this.history = history;
    }

    boolean isRecording() {
        return recording;
    }

    void begin(int newIncarnation) {
        incarnation = newIncarnation;
    }

    /** How many outcomes were recorded up to now, over all lives of the server. */
    long seen() {
        return seen;
    }

    long stableCount() {
        return stable;
    }

    void add(Outcome outcome) {
        if (recording) {
            gathered.add(outcome);
            seen++;
        }
    }

    void note(ServerHistoryEvent event) {
        history.accept(List.of(event));
    }

    void flush() {
        if (gathered.isEmpty() || (sent != stable && gathered.size() < BATCH_MAX)) {
            return;
        }
        List<Outcome> batch = gathered;
        gathered = new ArrayList<>();
        sent += batch.size();
        history.accept(List.of(new ServerHistoryEvent.OutcomesRecorded(incarnation, batch)));
    }

    /** The history confirms {@code count} outcomes in all; says whether that is news. */
    boolean stable(long count) {
        boolean news = count > stable;
        stable = Math.max(stable, count);
        flush();
        return news;
    }
}
