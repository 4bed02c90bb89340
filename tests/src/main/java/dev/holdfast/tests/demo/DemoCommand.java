package dev.holdfast.tests.demo;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.OutputFormat;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.LabRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast demo}: shows it, proves it, cleans up. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Kill real servers under real clients, and show from the packets that nobody noticed.")
public final class DemoCommand implements Callable<Integer> {

    private static final int WHOLE = 1000;

    @Option(names = "-o", defaultValue = "table", paramLabel = "FORMAT", description = "table, json or jsonl.")
    OutputFormat format = OutputFormat.TABLE;

    @Option(names = "--vip", defaultValue = "10.77.0.10", description = "IPv4 or IPv6 (default: ${DEFAULT-VALUE}).")
    String vip = "10.77.0.10";

    @Option(names = "--link", defaultValue = "fast", description = "fast or pcap4j (default: ${DEFAULT-VALUE}).")
    LabRequest.LinkKind link = LabRequest.LinkKind.FAST;

    @Option(
            names = "--act",
            paramLabel = "NAME",
            description = "Play this one only; may be repeated: download, upload, lines, endings, host.")
    List<String> acts = List.of();

    @Override
    public Integer call() {
        DemoReport report = Demo.play(acts, "demo", vip, link, WHOLE, Talk.toStderr());
        System.out.print(format.render(() -> report.toJson(), () -> "\n" + report.table()));
        return (report.ok() ? ExitCode.OK : ExitCode.FAILED).number();
    }
}
