package dev.holdfast.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast status}: asks a node on this machine how it is. */
@Command(name = "status", description = "Show a running node's services, connections, failures and journal.")
final class StatusCommand implements Callable<Integer> {

    @Option(
            names = "--socket",
            paramLabel = "FILE",
            defaultValue = "/run/holdfast/admin.sock",
            description = "The node's admin socket (default: ${DEFAULT-VALUE}).")
    Path socket = Path.of("/run/holdfast/admin.sock");

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table or json.")
    OutputFormat format = OutputFormat.TABLE;

    @Override
    public Integer call() {
        JsonNode status = new AdminSocket(socket).ask("status");
        System.out.print(format == OutputFormat.JSON ? status.toPrettyString() + "\n" : StatusTables.render(status));
        return ExitCode.OK.number();
    }
}
