package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast lab kill}: the server's processes, a node with all that it runs, or a whole host without a word. */
@Command(
        name = "kill",
        description = "SIGKILL to all processes of the server, to a node and its servers, or a power cut of a host.")
final class LabKillCommand implements Callable<Integer> {

    @Option(names = "--name", defaultValue = "lab", description = LabCommand.NAME_HELP)
    String name = "lab";

    @Option(names = "--keep-disk", description = "A killed host keeps state directory and journal.")
    boolean keepDisk;

    @Parameters(index = "0", paramLabel = "WHAT", description = "server, node or host.")
    String what = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "HOST",
            description = "Which host's. Default: the only one; for the server, the one that serves.")
    @Nullable
    String hostName;

    @Override
    public Integer call() {
        Targets.mustBeKnown(what, List.of("server", "node", "host"));
        Lab lab = Lab.open(name);
        LabHost host =
                what.equals("server") && hostName == null ? lab.owner() : Targets.host(lab, hostName, "kill " + what);
        int killed = LabCommand.some(kill(lab, host), host);
        Talk.toStderr()
                .blow("killed %d %s of %s %s"
                        .formatted(killed, killed == 1 ? "process" : "processes", what, host.name()));
        return ExitCode.OK.number();
    }

    private int kill(Lab lab, LabHost host) {
        return switch (what) {
            case "server" -> host.killServer();
            case "node" -> host.killNode();
            case "host" -> lab.killHost(host, keepDisk);
            default -> throw new CommandFailure(ExitCode.USAGE, what, "");
        };
    }
}
