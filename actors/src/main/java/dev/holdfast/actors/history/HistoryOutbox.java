package dev.holdfast.actors.history;

import dev.holdfast.protocol.northside.ServerHistoryEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One service's facts on their way to its {@link ServerHistory}: kept until they are stable, sent again in order if the actor stopped
 * meanwhile, which it does when the journal fails.
 *
 * <p>A fact whose answer was lost is journaled twice; a history only counts and reports. Owned by the loop's thread.
 */
public final class HistoryOutbox {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private record Unstable(List<ServerHistoryEvent> events, long mark) {}

    /** Sends a batch to the actor, which answers with its mark. */
    @FunctionalInterface
    public interface Sender {
        void send(List<ServerHistoryEvent> events, long mark);
    }

    private final Sender sender;
    private final Consumer<Long> onStable;
    private final Deque<Unstable> unstable = new ArrayDeque<>();
    private long outcomes;
    private long retryAtNanos;
    private boolean stopped;

    /** @param onStable hears how many outcomes are stable */
    public HistoryOutbox(Sender sender, Consumer<Long> onStable) {
        this.sender = sender;
        this.onStable = onStable;
    }

    public void add(List<ServerHistoryEvent> events) {
        for (ServerHistoryEvent event : events) {
            if (event instanceof ServerHistoryEvent.OutcomesRecorded recorded) {
                outcomes += recorded.outcomes().size();
            }
        }
        unstable.add(new Unstable(events, outcomes));
        if (!stopped) {
            sender.send(events, outcomes);
        }
    }

    /** A batch is stable: the oldest that is not, for they are answered in order. */
    public void stable(long mark) {
        if (!unstable.isEmpty() && unstable.getFirst().mark() == mark) {
            unstable.removeFirst();
            onStable.accept(mark);
        }
    }

    /** The actor is no more; what it did not answer waits a moment. */
    public void entityStopped(long nowNanos) {
        stopped = true;
        retryAtNanos = nowNanos + PAUSE_NANOS;
    }

    /** To be called now and then. */
    public void retry(long nowNanos) {
        if (stopped && nowNanos - retryAtNanos >= 0) {
            stopped = false;
            unstable.forEach(each -> sender.send(each.events(), each.mark()));
        }
    }
}
