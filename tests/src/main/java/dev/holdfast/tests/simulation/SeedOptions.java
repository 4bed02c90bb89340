package dev.holdfast.tests.simulation;

import dev.holdfast.testkit.SimulationFailure;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every simulator's campaign is told: one seed with its trace, or many. */
public final class SeedOptions {

    @Option(names = "--seed", description = "run this seed only")
    private @Nullable Long seed;

    @Option(names = "--from", defaultValue = "1", description = "first seed (${DEFAULT-VALUE})")
    private long from = 1;

    @Option(names = "--seeds", defaultValue = "10000", description = "how many (${DEFAULT-VALUE})")
    private long seeds = 10_000;

    @Option(names = "--threads", description = "runs at a time (all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** Runs {@code count} seeds from {@code first} on. */
    @FunctionalInterface
    public interface Many {

        /** @throws SimulationFailure of a seed that failed */
        Object run(long first, long count, int threads);
    }

    /** Prints what came of it; exit code 0: all went well, 1: a seed failed, its trace is on stderr. */
    public int run(LongFunction<Object> one, Many many) {
        try {
            if (seed != null) {
                System.out.println(one.apply(seed));
            } else {
                long begin = System.nanoTime();
                Object result = many.run(from, seeds, threads);
                System.out.printf("%s in %.1f s%n", result, (System.nanoTime() - begin) / 1e9);
            }
            return 0;
        } catch (SimulationFailure failure) {
            System.err.println(failure.getMessage());
            return 1;
        }
    }

    long first() {
        return from;
    }

    long count() {
        return seeds;
    }
}
