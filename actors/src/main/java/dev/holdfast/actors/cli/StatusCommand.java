package dev.holdfast.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast status}: asks a node on this machine how it is. */
@Command(
        name = "status",
        description = "Show who owns the addresses, the services, the last failovers and the journal.")
final class StatusCommand implements Callable<Integer> {

    @Mixin
    NodeOption node = new NodeOption();

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table, json or jsonl.")
    OutputFormat format = OutputFormat.TABLE;

    @Override
    public Integer call() {
        JsonNode status = node.ask("status");
        System.out.print(format.render(() -> status, () -> StatusTables.render(status)));
        return ExitCode.OK.number();
    }
}
