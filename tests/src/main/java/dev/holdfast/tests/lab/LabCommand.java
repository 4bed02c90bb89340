package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.OutputFormat;
import dev.holdfast.actors.cli.Talk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast lab}: try Holdfast with your own server, in network namespaces of this machine. */
@Command(
        name = "lab",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {
            LabUpCommand.class,
            LabKillCommand.class,
            LabStartCommand.class,
            LabCutCommand.class,
            LabMendCommand.class
        },
        description = "Try it with your own server: client, hosts and server in network namespaces of this machine.")
public final class LabCommand {

    static final String NAME_HELP = "Which lab (default: ${DEFAULT-VALUE}).";

    private final Talk talk = Talk.toStderr();

    @Command(name = "exec", description = "Run a client in the lab: lab exec client -- curl http://10.77.0.10:8080/")
    int exec(
            @Option(names = "--name", defaultValue = "lab", description = NAME_HELP) String name,
            @Parameters(index = "0", paramLabel = "client", description = "The side to run it on.") String side,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "CMD", description = "The client and its words.")
                    List<String> command)
            throws IOException, InterruptedException {
        if (!side.equals("client")) {
            throw new CommandFailure(ExitCode.USAGE, "'" + side + "' is no side of a lab", "lab exec client -- CMD…");
        }
        Lab lab = Lab.open(name);
        return new ProcessBuilder(lab.onClient(command)).inheritIO().start().waitFor();
    }

    @Command(name = "freeze", description = "SIGSTOP to all processes of a host: it stands still until it is thawed.")
    int freeze(
            @Option(names = "--name", defaultValue = "lab", description = NAME_HELP) String name,
            @Parameters(paramLabel = "HOST", description = "The host.") String hostName) {
        LabHost host = Lab.open(name).host(hostName);
        talk.blow("froze %d processes of %s".formatted(some(host.freeze(), host), host.name()));
        return ExitCode.OK.number();
    }

    @Command(name = "thaw", description = "SIGCONT to the same.")
    int thaw(
            @Option(names = "--name", defaultValue = "lab", description = NAME_HELP) String name,
            @Parameters(paramLabel = "HOST", description = "The host.") String hostName) {
        LabHost host = Lab.open(name).host(hostName);
        talk.good("thawed %d processes of %s".formatted(some(host.thaw(), host), host.name()));
        return ExitCode.OK.number();
    }

    @Command(name = "status", description = "Show hosts, connections, state, incarnation and the last failures.")
    int status(
            @Option(names = "--name", defaultValue = "lab", description = NAME_HELP) String name,
            @Option(names = "-o", defaultValue = "table", paramLabel = "FORMAT", description = "table, json or jsonl.")
                    OutputFormat format) {
        Lab lab = Lab.open(name);
        System.out.print(format.render(() -> LabStatus.json(lab), () -> LabStatus.table(lab)));
        return ExitCode.OK.number();
    }

    @Command(name = "down", description = "Remove the lab with everything that it made, also after a crash.")
    int down(@Option(names = "--name", defaultValue = "lab", description = NAME_HELP) String name) {
        Machine.mustHoldALab();
        talk.good(Lab.down(name) ? "lab '" + name + "' is gone" : "there was no lab '" + name + "'");
        return ExitCode.OK.number();
    }

    static int some(int processes, LabHost host) {
        if (processes == 0) {
            throw new CommandFailure(
                    ExitCode.FAILED, "no such process is there on " + host.name(), "holdfast lab status says why");
        }
        return processes;
    }

    /** For {@link LabUpCommand}'s default. */
    static Path here() {
        return Path.of("").toAbsolutePath();
    }
}
