package dev.holdfast.tests.bench;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.OutputFormat;
import dev.holdfast.actors.cli.Talk;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast bench}: what protection costs, beside a bare kernel and HAProxy, on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure throughput, latency and CPU beside a bare kernel and HAProxy.")
public final class BenchCommand implements Callable<Integer> {

    private static final List<String> ROWS = List.of(
            "bare",
            "haproxy",
            "holdfast-fast",
            "holdfast-fast-disk",
            "holdfast-pcap4j",
            "holdfast-2-copies",
            "holdfast-3-copies",
            Bench.TAKEOVER);

    @Option(names = "-o", defaultValue = "table", paramLabel = "FORMAT", description = "table, json or jsonl.")
    OutputFormat format = OutputFormat.TABLE;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that take turns (default: ${DEFAULT-VALUE}).")
    int rounds = 5;

    @Option(names = "--seconds", defaultValue = "1.5", description = "Of each load (default: ${DEFAULT-VALUE}).")
    double seconds = 1.5;

    @Option(names = "--quick", description = "One short round: to see that it works, not to compare.")
    boolean quick;

    @Option(names = "--rows", split = ",", paramLabel = "ROW", description = "Only these rows (default: all).")
    List<String> wanted = List.of();

    @Override
    public Integer call() throws InterruptedException {
        for (String row : wanted) {
            if (!ROWS.contains(row)) {
                throw new CommandFailure(
                        ExitCode.USAGE, "there is no row '" + row + "'", "rows: " + String.join(", ", ROWS));
            }
        }
        if (rounds < 1 || !(seconds > 0)) {
            throw new CommandFailure(ExitCode.USAGE, "rounds and seconds must be above 0", "");
        }
        BenchReport report = quick
                ? Bench.run(1, 0.3, wanted, Talk.toStderr())
                : Bench.run(rounds, seconds, wanted, Talk.toStderr());
        System.out.print(format.render(() -> report.toJson(), () -> "\n" + report.tables()));
        report.toJson().path("problems").forEach(problem -> Talk.toStderr().bad(problem.asText()));
        return (report.ok() ? ExitCode.OK : ExitCode.FAILED).number();
    }
}
