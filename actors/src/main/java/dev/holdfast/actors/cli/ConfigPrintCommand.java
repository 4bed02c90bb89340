package dev.holdfast.actors.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.config.EffectiveValue;
import dev.holdfast.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast config print}: what a file comes to, value by value. */
@Command(
        name = "print",
        description = "Print every value that a node would use, the defaults too.",
        footer = "%nValues of servers' environments, and what is called a password or the like, are not shown.")
final class ConfigPrintCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "FILE", description = "The node's configuration (HOCON); it must be valid.")
    Path file = Path.of("holdfast.conf");

    @Option(names = "--origins", description = "With each value where it stands: file:line, or default.")
    boolean origins;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table, json or jsonl.")
    OutputFormat format = OutputFormat.TABLE;

    @Override
    public Integer call() {
        ConfigurationFile.settings(file);
        List<EffectiveValue> values = Settings.values(file);
        List<ObjectNode> rows = values.stream().map(this::row).toList();
        System.out.print(format.renderRows(
                rows,
                () -> document(rows),
                () -> values.stream().map(this::line).collect(Collectors.joining())));
        return ExitCode.OK.number();
    }

    private String line(EffectiveValue value) {
        String origin = origins ? "  # " + value.origin() : "";
        return value.key() + " = " + value.value() + origin + "\n";
    }

    private static ObjectNode document(List<ObjectNode> rows) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putArray("values").addAll(rows);
        return document;
    }

    private ObjectNode row(EffectiveValue value) {
        ObjectNode row = JsonNodeFactory.instance.objectNode().put("key", value.key());
        row.set("value", parsed(value.value()));
        return origins ? row.put("origin", value.origin()) : row;
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(json, impossible);
        }
    }
}
