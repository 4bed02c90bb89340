package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Work on every entity of a journal, on as many threads as read it faster than one; what comes of it is handed on by the calling
 * thread, in the order of the entities. An entity is read by one thread; results that come early wait, a bounded number of them.
 */
final class EntitySweep {

    private static final int ENTITIES_AHEAD = 64;
    private static final int RESULTS_AHEAD = 256;

    /** What is done with one entity, on any thread. */
    interface Work<R> {
        void on(String id, Consumer<R> results);
    }

    private EntitySweep() {}

    /** @throws JournalException as {@code work} does, or if the calling thread is interrupted */
    static <R> void over(List<String> ids, JournalReader journal, Work<R> work, Consumer<R> results) {
        int readers = Math.min(journal.usefulReaders(), ids.size());
        if (readers <= 1) {
            ids.forEach(id -> work.on(id, results));
            return;
        }
        ArrayDeque<Lane<R>> ahead = new ArrayDeque<>();
        ExecutorService threads = Executors.newFixedThreadPool(
                readers, Thread.ofPlatform().daemon().name("journal-reader-", 0).factory());
        try {
            for (String id : ids) {
                if (ahead.size() == ENTITIES_AHEAD) {
                    ahead.removeFirst().handOn(results);
                }
                Lane<R> lane = new Lane<>();
                ahead.addLast(lane);
                threads.execute(() -> lane.run(id, work));
            }
            ahead.forEach(lane -> lane.handOn(results));
        } finally {
            threads.shutdownNow();
            threads.close();
        }
    }

    /** One entity's way from the thread that reads it to the one that asked. */
    private static final class Lane<R> {

        /** What the asking thread is to do. */
        private final BlockingQueue<Consumer<Consumer<R>>> steps = new ArrayBlockingQueue<>(RESULTS_AHEAD);

        private boolean ended;

        void run(String id, Work<R> work) {
            try {
                work.on(id, result -> put(results -> results.accept(result)));
                put(_ -> ended = true);
            } catch (CancellationException nobodyAsksAnyMore) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error failed) {
                put(_ -> {
                    throw failed;
                });
            }
        }

        private void put(Consumer<Consumer<R>> step) {
            try {
                steps.put(step);
            } catch (InterruptedException cancelled) {
                throw new CancellationException();
            }
        }

        void handOn(Consumer<R> results) {
            try {
                while (!ended) {
                    steps.take().accept(results);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new JournalException("interrupted while reading");
            }
        }
    }
}
