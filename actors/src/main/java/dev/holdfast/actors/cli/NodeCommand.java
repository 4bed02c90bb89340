package dev.holdfast.actors.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
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
    public Integer call() throws Exception {
        if (!Files.isReadable(config)) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, "no configuration can be read at " + config, "see config/examples");
        }
        MethodHandle run = MethodHandles.publicLookup()
                .findStatic(
                        Class.forName("dev.holdfast.actors.node.NodeMain"),
                        "run",
                        MethodType.methodType(int.class, Path.class));
        try {
            return (int) run.invokeExact(config);
        } catch (Exception | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new IllegalStateException(thrown);
        }
    }
}
