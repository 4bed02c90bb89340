package dev.holdfast.actors.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.config.ConfigError;
import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast config check}: every fault of a file with its line, and the key that was probably meant. */
@Command(
        name = "check",
        description = "Name every fault of a configuration; exits with 3 if there is one.",
        footer = "%nWhether this host can do what the file says: holdfast doctor --config FILE.")
final class ConfigCheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The node's configuration (HOCON).")
    Path file = Path.of("holdfast.conf");

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table, json or jsonl.")
    OutputFormat format = OutputFormat.TABLE;

    @Override
    public Integer call() {
        return switch (Settings.load(file)) {
            case SettingsResult.Loaded loaded -> {
                print(List.of());
                Talk.toStderr().good(file + " is valid: " + summary(loaded.settings()));
                yield ExitCode.OK.number();
            }
            case SettingsResult.Invalid invalid -> {
                print(invalid.errors());
                yield ExitCode.CONFIGURATION.number();
            }
        };
    }

    private void print(List<ConfigError> errors) {
        List<ObjectNode> rows = errors.stream().map(ConfigCheckCommand::row).toList();
        System.out.print(format.renderRows(
                rows,
                () -> document(rows),
                () -> errors.stream().map(error -> error + "\n").collect(Collectors.joining())));
    }

    private static ObjectNode document(List<ObjectNode> rows) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("valid", rows.isEmpty());
        document.putArray("errors").addAll(rows);
        return document;
    }

    private static ObjectNode row(ConfigError error) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("file", error.file())
                .put("line", error.line())
                .put("key", error.key())
                .put("message", error.message())
                .put("nearest", error.nearest());
    }

    private static String summary(Settings settings) {
        int services =
                settings.vips().stream().mapToInt(vip -> vip.services().size()).sum();
        return "node %s, addresses: %d, services: %d"
                .formatted(settings.node().name(), settings.vips().size(), services);
    }
}
