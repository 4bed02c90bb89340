package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.tests.simulation.SeedOptions;
import dev.holdfast.tests.simulation.Seeds;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine;

/** Runs many seeds, or one with its trace. Exit code 0: all went well; 1: a seed failed, its trace is on stderr. */
@CommandLine.Command(
        name = "quorum",
        description = "Drives the quorum journal through crashes, lost memory, partitions and takeovers, by seed.",
        mixinStandardHelpOptions = true)
public final class QuorumCampaign implements Callable<Integer> {

    @CommandLine.Mixin
    private final SeedOptions seeds = new SeedOptions();

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
        return seeds.run(seed -> QuorumSimulation.run(seed, lines), QuorumCampaign::run);
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
