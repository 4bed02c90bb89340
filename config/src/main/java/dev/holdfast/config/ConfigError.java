package dev.holdfast.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a configuration file.
 *
 * @param file as it was given
 * @param line from 1; 0 if the fault has no line (a file that cannot be read)
 * @param key full path, list elements by number: {@code holdfast.vips[0].services[1].port}
 * @param nearest the known key that resembles an unknown one most, if any does
 */
public record ConfigError(
        String file,
        int line,
        String key,
        String message,
        @Nullable String nearest) {

    @Override
    public String toString() {
        String place = line > 0 ? file + ":" + line : file;
        String subject = key.isEmpty() ? "" : key + ": ";
        String hint = nearest == null ? "" : "; did you mean \"" + nearest + "\"?";
        return place + ": " + subject + message + hint;
    }
}
