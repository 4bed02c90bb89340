package dev.holdfast.tests.campaign;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.OutputFormat;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.damage.DamageCampaign;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.simulation.SimulationCampaign;
import dev.holdfast.tests.simulation.quorum.QuorumCampaign;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast campaign}: the long tests, on demand. */
@Command(
        name = "campaign",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {SimulationCampaign.class, QuorumCampaign.class, DamageCampaign.class},
        description = "Long tests on demand: many failures under load, many seeds of the simulators.")
public final class CampaignCommand {

    @Command(name = "kills", description = "Kill one server many times under many connections; check every byte.")
    int kills(
            @Option(names = "--kills", defaultValue = "200", description = "How many (default: ${DEFAULT-VALUE}).")
                    int kills,
            @Option(
                            names = "--connections",
                            defaultValue = "16",
                            description = "At a time (default: ${DEFAULT-VALUE}).")
                    int connections,
            @Option(names = "--seed", defaultValue = "1", description = "Of schedule and bytes.") long seed,
            @Option(names = "--vip", defaultValue = "10.77.0.10", description = "IPv4 or IPv6.") String vip,
            @Option(names = "--link", defaultValue = "fast", description = "fast or pcap4j.") LabRequest.LinkKind link,
            @Option(names = "--placement", defaultValue = "namespace", description = "namespace or host.")
                    LabRequest.Placement placement,
            @Option(names = "-o", defaultValue = "table", paramLabel = "FORMAT", description = "table, json or jsonl.")
                    OutputFormat format)
            throws InterruptedException {
        CampaignRequest request = CampaignRequest.of(kills, connections, seed)
                .withVip(vip)
                .withLink(link)
                .withPlacement(placement);
        Talk talk = Talk.toStderr();
        CampaignReport report = KillCampaign.run(request, talk);
        System.out.print(format.render(() -> report.toJson(), () -> report.table()));
        report.errors().forEach(talk::bad);
        return (report.ok() ? ExitCode.OK : ExitCode.FAILED).number();
    }

    @Command(
            name = "hosts",
            description = "Three hosts: the one that serves loses its power and comes back as the backup, many times.")
    int hosts(
            @Option(names = "--kills", defaultValue = "20", description = "How many (default: ${DEFAULT-VALUE}).")
                    int kills,
            @Mixin ClusterOptions options)
            throws InterruptedException {
        return options.run(ClusterCampaign.Kind.HOSTS, kills);
    }

    @Command(
            name = "partitions",
            description = "Three hosts: freezes and cuts around the lease; an observer on the LAN hears who speaks.")
    int partitions(
            @Option(names = "--schedules", defaultValue = "50", description = "How many (default: ${DEFAULT-VALUE}).")
                    int schedules,
            @Mixin ClusterOptions options)
            throws InterruptedException {
        return options.run(ClusterCampaign.Kind.PARTITIONS, schedules);
    }

    @Command(
            name = "replicas",
            description =
                    "Three hosts: backup or witness lose their power and come back; sometimes the owner after them.")
    int replicas(
            @Option(names = "--kills", defaultValue = "12", description = "How many (default: ${DEFAULT-VALUE}).")
                    int kills,
            @Mixin ClusterOptions options)
            throws InterruptedException {
        return options.run(ClusterCampaign.Kind.REPLICAS, kills);
    }
}
