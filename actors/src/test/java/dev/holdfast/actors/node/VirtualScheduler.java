package dev.holdfast.actors.node;

import dev.holdfast.interceptors.loop.Cancellable;
import dev.holdfast.interceptors.loop.Scheduler;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time goes on when nothing is left to be done now. */
final class VirtualScheduler implements Scheduler {

    private record Task(long atNanos, long number, Runnable action) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::number));
    private long now;
    private long given;

    @Override
    public void execute(Runnable action) {
        var _ = schedule(0, action);
    }

    @Override
    public Cancellable schedule(long delayNanos, Runnable action) {
        Task task = new Task(now + Math.max(0, delayNanos), given++, action);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /** Does all that falls into the next {@code nanos}. */
    void pass(long nanos) {
        long end = now + nanos;
        while (!tasks.isEmpty() && tasks.element().atNanos() <= end) {
            Task next = tasks.remove();
            now = next.atNanos();
            next.action().run();
        }
        now = end;
    }
}
