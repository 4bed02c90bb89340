package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast lab start}: what was killed comes back. */
@Command(name = "start", description = "Start a node, or a host with its node, that was killed.")
final class LabStartCommand implements Callable<Integer> {

    @Option(names = "--name", defaultValue = "lab", description = LabCommand.NAME_HELP)
    String name = "lab";

    @Parameters(index = "0", paramLabel = "WHAT", description = "node or host.")
    String what = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "HOST", description = "Which. Default: the only one.")
    @Nullable
    String hostName;

    @Override
    public Integer call() {
        Targets.mustBeKnown(what, List.of("node", "host"));
        Lab lab = Lab.open(name);
        LabHost host = Targets.host(lab, hostName, "start " + what);
        Duration needed = what.equals("host") ? lab.startHost(host) : lab.startNode(host);
        Talk.toStderr().good("the node of %s is ready after %.1f s".formatted(host.name(), needed.toMillis() / 1000.0));
        return ExitCode.OK.number();
    }
}
