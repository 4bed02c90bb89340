package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast lab up}: makes a lab around a server of the user's. */
@Command(name = "up", description = "Make a lab: a client, one host or three with a node each, your server wrapped.")
final class LabUpCommand implements Callable<Integer> {

    @Option(names = "--name", defaultValue = "lab", description = "Tells labs apart (default: ${DEFAULT-VALUE}).")
    String name = "lab";

    @Option(
            names = "--vip",
            paramLabel = "ADDRESS",
            defaultValue = "10.77.0.10",
            description = "What clients connect to, IPv4 or IPv6 (default: ${DEFAULT-VALUE}).")
    String vip = "10.77.0.10";

    @Option(names = "--port", required = true, description = "The port that the server listens on.")
    int port;

    @Option(
            names = "--hosts",
            paramLabel = "1|3",
            defaultValue = "1",
            description = "1, or 3: alpha and beta that may serve, gamma the witness (default: ${DEFAULT-VALUE}).")
    int hosts = 1;

    @Option(names = "--tls", description = "The nodes of three hosts know each other by certificates (default: plain).")
    boolean tls;

    @Option(
            names = "--placement",
            defaultValue = "namespace",
            description = "The server's network: namespace (its own) or host (default: ${DEFAULT-VALUE}).")
    LabRequest.Placement placement = LabRequest.Placement.NAMESPACE;

    @Option(names = "--link", defaultValue = "fast", description = "fast or pcap4j (default: ${DEFAULT-VALUE}).")
    LabRequest.LinkKind link = LabRequest.LinkKind.FAST;

    @Option(
            names = "--journal",
            defaultValue = "memory",
            description = "memory, disk or fsync (default: ${DEFAULT-VALUE}).")
    LabRequest.JournalKind journal = LabRequest.JournalKind.MEMORY;

    @Option(
            names = "--journal-directory",
            paramLabel = "DIRECTORY",
            defaultValue = "/var/tmp/holdfast",
            description = "Where a disk journal goes (default: ${DEFAULT-VALUE}).")
    Path journalDirectory = LabRequest.JOURNALS;

    @Option(
            names = "--level",
            defaultValue = "L0",
            description =
                    "L0: each connection for itself; L1: one event loop, shared state (default: ${DEFAULT-VALUE}).")
    String level = "L0";

    @Option(names = "--directory", description = "The server's working directory (default: this one).")
    Path directory = LabCommand.here();

    @Parameters(arity = "1..*", paramLabel = "SERVER", description = "The server's command, after --.")
    List<String> command = List.of();

    @Override
    public Integer call() {
        if (port < 1 || port > 0xffff) {
            throw new CommandFailure(ExitCode.USAGE, port + " is no port", "1 to 65535");
        }
        if (tls && hosts == 1) {
            throw new CommandFailure(ExitCode.USAGE, "--tls has a meaning between hosts only", "add --hosts 3");
        }
        if (!level.matches("L[01]")) {
            throw new CommandFailure(ExitCode.USAGE, "'" + level + "' is no level", "L0 or L1");
        }
        LabRequest request = new LabRequest(
                name,
                new LabRequest.Hosts(hosts, tls),
                vip,
                placement,
                link,
                journal,
                port,
                level,
                journalDirectory.toAbsolutePath(),
                directory.toAbsolutePath(),
                command);
        Talk talk = Talk.toStderr();
        talk.step("making lab '" + name + "' around " + String.join(" ", command));
        Lab lab = Lab.up(request, talk::step);
        talk.good("serving " + lab.addressing().inUrl() + ":" + port + " to "
                + lab.place().client().name());
        talk.step("try: holdfast lab exec client -- CMD… · lab kill server · lab status · lab down");
        if (hosts > 1) {
            talk.step("and: lab kill host alpha · lab start host alpha · lab cut alpha-backbone · lab freeze alpha");
        }
        return ExitCode.OK.number();
    }
}
