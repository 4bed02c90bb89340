package dev.holdfast.tests.campaign;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.OutputFormat;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.LabRequest;
import java.util.Locale;
import picocli.CommandLine.Option;

/** What the campaigns over three hosts have in common on the command line. */
final class ClusterOptions {

    @Option(names = "--connections", defaultValue = "8", description = "At a time (default: ${DEFAULT-VALUE}).")
    int connections;

    @Option(names = "--seed", defaultValue = "1", description = "Of schedule and bytes.")
    long seed;

    @Option(names = "--vip", defaultValue = "10.77.0.10", description = "IPv4 or IPv6.")
    String vip = "10.77.0.10";

    @Option(names = "--link", defaultValue = "fast", description = "fast or pcap4j.")
    LabRequest.LinkKind link = LabRequest.LinkKind.FAST;

    @Option(names = "--placement", defaultValue = "namespace", description = "namespace or host.")
    LabRequest.Placement placement = LabRequest.Placement.NAMESPACE;

    @Option(names = "-o", defaultValue = "table", paramLabel = "FORMAT", description = "table, json or jsonl.")
    OutputFormat format = OutputFormat.TABLE;

    /** Runs it and prints what came of it; gives the exit code. */
    int run(ClusterCampaign.Kind kind, int blows) throws InterruptedException {
        String name = kind.name().toLowerCase(Locale.ROOT);
        CampaignRequest request = CampaignRequest.of(blows, connections, seed)
                .withLabName(name.substring(0, Math.min(9, name.length())))
                .withVip(vip)
                .withLink(link)
                .withPlacement(placement);
        Talk talk = Talk.toStderr();
        ClusterReport report = ClusterCampaign.run(kind, request, talk);
        System.out.print(format.render(() -> report.toJson(), () -> report.table()));
        report.errors().forEach(talk::bad);
        return (report.ok() ? ExitCode.OK : ExitCode.FAILED).number();
    }
}
