package dev.holdfast.tests.simulation;

import dev.holdfast.testkit.Simulation;
import dev.holdfast.testkit.SimulationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/**
 * Runs many seeds, or one with its trace. Exit code 0: all went well; 1: a seed failed, its trace is on stderr.
 *
 * <p>Seeds are spread over threads; each run belongs to one of them.
 */
@CommandLine.Command(
        name = "simulation",
        description = "Drives the protocol core through killed servers, loss and late journals, by seed.",
        mixinStandardHelpOptions = true)
public final class SimulationCampaign implements Callable<Integer> {

    @CommandLine.Mixin
    private final SeedOptions seeds = new SeedOptions();

    @CommandLine.Option(
            names = "--lines",
            defaultValue = "60",
            description = "with --seed: events shown of a failure (${DEFAULT-VALUE})")
    private int lines = 60;

    @CommandLine.Option(
            names = "--survey",
            description = "go on after failures; one line for each kind, with its first seed")
    private boolean survey;

    /** What a campaign came to. */
    public record Result(
            long runs,
            long kills,
            long recoveries,
            long events,
            long handshakeMicrosP99,
            long handshakeMicrosMax,
            Map<String, Long> kinds) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new SimulationCampaign()).execute(args));
    }

    @Override
    public Integer call() {
        return survey ? survey() : seeds.run(seed -> Simulation.run(seed, lines), SimulationCampaign::run);
    }

    private int survey() {
        Map<String, List<Long>> failures = new TreeMap<>();
        for (long each = seeds.first(); each < seeds.first() + seeds.count(); each++) {
            try {
                Simulation.run(each);
            } catch (SimulationFailure failure) {
                String first =
                        String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
                String kind = first.replaceFirst("seed \\d+: ", "").replaceAll("\\d+", "#");
                failures.computeIfAbsent(kind, _ -> new ArrayList<>()).add(each);
            }
        }
        failures.forEach(
                (kind, which) -> System.out.println(which.size() + " x " + kind + ", first seed " + which.getFirst()));
        return failures.isEmpty() ? 0 : 1;
    }

    /**
     * Runs {@code count} seeds from {@code first} on.
     *
     * @throws SimulationFailure of the lowest failing seed that was found
     */
    public static Result run(long first, long count, int threads) {
        Tally tally = new Tally();
        Seeds.run(first, count, threads, seed -> tally.add(Simulation.run(seed)));
        return tally.result();
    }

    private static final class Tally {
        private final Map<String, Long> kinds = new TreeMap<>();
        private final List<Long> handshakes = new ArrayList<>();
        private long runs;
        private long kills;
        private long recoveries;
        private long events;

        synchronized void add(Simulation.Report report) {
            runs++;
            kills += report.kills();
            recoveries += report.recoveries();
            events += report.events();
            if (report.recoveries() > 0) {
                handshakes.add(report.handshakeMicros());
            }
            kinds.merge(report.kind(), 1L, Long::sum);
        }

        synchronized Result result() {
            List<Long> sorted = handshakes.stream().sorted().toList();
            long p99 = sorted.isEmpty() ? 0 : sorted.get(sorted.size() * 99 / 100);
            long max = sorted.isEmpty() ? 0 : sorted.getLast();
            return new Result(runs, kills, recoveries, events, p99, max, new TreeMap<>(kinds));
        }
    }
}
