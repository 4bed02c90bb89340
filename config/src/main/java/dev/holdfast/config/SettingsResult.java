package dev.holdfast.config;

import java.util.List;

/** What became of a configuration file. */
public sealed interface SettingsResult {

    /** The file is valid as a whole. */
    record Loaded(Settings settings) implements SettingsResult {}

    /** The file is not used at all; every fault that could be found is listed, at least one, in the order of the file. */
    record Invalid(List<ConfigError> errors) implements SettingsResult {
        public Invalid {
            errors = List.copyOf(errors);
        }
    }
}
