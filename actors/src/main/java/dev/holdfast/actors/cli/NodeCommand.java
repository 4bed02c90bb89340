package dev.holdfast.actors.cli;

import dev.holdfast.actors.node.NodeMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast node}: runs a node in the foreground until it is told to stop. */
@Command(name = "node", description = "Run a node: protect the services that the configuration names.")
final class NodeCommand implements Callable<Integer> {

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "The node's configuration (HOCON).")
    Path config = Path.of("holdfast.conf");

    @Override
    public Integer call() {
        if (!Files.isReadable(config)) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "no configuration can be read at " + config,
                    "--config FILE names one; every key and its default is in reference.conf, beside docs/operations.md");
        }
        return NodeMain.run(config);
    }
}
