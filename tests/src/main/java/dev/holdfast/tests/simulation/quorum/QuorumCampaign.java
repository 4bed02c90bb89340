package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.tests.simulation.Seeds;
import dev.holdfast.tests.simulation.SimulationFailure;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs many seeds, or one with its trace. Exit code 0: all went well; 1: a seed failed, its trace is on stderr. */
@CommandLine.Command(
        name = "quorum",
        description = "Drives the quorum journal through crashes, lost memory, partitions and takeovers, by seed.",
        mixinStandardHelpOptions = true)
public final class QuorumCampaign implements Callable<Integer> {

    @CommandLine.Option(names = "--seed", description = "run this seed only")
    private @Nullable Long seed;

    @CommandLine.Option(names = "--from", defaultValue = "1", description = "first seed (${DEFAULT-VALUE})")
    private long from = 1;

    @CommandLine.Option(names = "--seeds", defaultValue = "10000", description = "how many (${DEFAULT-VALUE})")
    private long seeds = 10_000;

    @CommandLine.Option(names = "--threads", description = "runs at a time (all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @CommandLine.Option(
            names = "--lines",
            defaultValue = "200",
            description = "with --seed: events shown of a failure (${DEFAULT-VALUE})")
    private int lines = 200;

    /** What a campaign came to, all runs together. */
    public record Result(long runs, long crashes, long openings, long confirmations, long messages) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new QuorumCampaign()).execute(args));
    }

    @Override
    public Integer call() {
        try {
            if (seed != null) {
                System.out.println(QuorumSimulation.run(seed, lines));
            } else {
                long begin = System.nanoTime();
                Result result = run(from, seeds, threads);
                System.out.printf("%s in %.1f s%n", result, (System.nanoTime() - begin) / 1e9);
            }
            return 0;
        } catch (SimulationFailure failure) {
            System.err.println(failure.getMessage());
            return 1;
        }
    }

    /** Runs {@code count} seeds from {@code first} on. @throws SimulationFailure of a seed that failed */
    public static Result run(long first, long count, int threads) {
        LongAdder crashes = new LongAdder();
        LongAdder openings = new LongAdder();
        LongAdder confirmations = new LongAdder();
        LongAdder messages = new LongAdder();
        Seeds.run(first, count, threads, seed -> {
            QuorumSimulation.Report report = QuorumSimulation.run(seed);
            crashes.add(report.crashes());
            openings.add(report.openings());
            confirmations.add(report.confirmations());
            messages.add(report.messages());
        });
        return new Result(count, crashes.sum(), openings.sum(), confirmations.sum(), messages.sum());
    }
}
