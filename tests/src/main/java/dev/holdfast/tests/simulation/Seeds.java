package dev.holdfast.tests.simulation;

import dev.holdfast.testkit.SimulationFailure;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/** Spreads seeds over threads; each run belongs to one of them. */
public final class Seeds {

    private Seeds() {}

    /**
     * Runs {@code count} seeds from {@code first} on, until one fails.
     *
     * @throws SimulationFailure of a seed that failed
     */
    public static void run(long first, long count, int threads, LongConsumer one) {
        AtomicLong next = new AtomicLong(first);
        AtomicReference<SimulationFailure> failure = new AtomicReference<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                pool.execute(() -> work(next, first + count, one, failure));
            }
            pool.shutdown();
            if (!pool.awaitTermination(1, TimeUnit.DAYS)) {
                throw new SimulationFailure("the campaign did not end within a day");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SimulationFailure("interrupted", interrupted);
        }
        SimulationFailure found = failure.get();
        if (found != null) {
            throw found;
        }
    }

    private static void work(AtomicLong next, long end, LongConsumer one, AtomicReference<SimulationFailure> failure) {
        for (long seed = next.getAndIncrement(); seed < end && failure.get() == null; seed = next.getAndIncrement()) {
            try {
                one.accept(seed);
            } catch (SimulationFailure found) {
                failure.compareAndSet(null, found);
            }
        }
    }
}
