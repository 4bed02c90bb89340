package dev.holdfast.actors.cli;

import dev.holdfast.config.ConfigError;
import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** A node's configuration that a command cannot do without. */
final class ConfigurationFile {

    private ConfigurationFile() {}

    /** @throws CommandFailure naming every fault of the file */
    static Settings settings(Path file) {
        return switch (Settings.load(file)) {
            case SettingsResult.Loaded loaded -> loaded.settings();
            case SettingsResult.Invalid invalid ->
                throw new CommandFailure(
                        ExitCode.CONFIGURATION,
                        file + " is not valid",
                        invalid.errors().stream().map(ConfigError::toString).collect(Collectors.joining("\n")));
        };
    }
}
