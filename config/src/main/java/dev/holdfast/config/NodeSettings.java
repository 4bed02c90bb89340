package dev.holdfast.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * This node.
 *
 * @param name tells nodes of a cluster apart
 * @param stateDirectory absolute; what must survive the node's own restart
 * @param adminSocket absolute; the Unix socket that the CLI talks to
 */
public record NodeSettings(String name, Path stateDirectory, Path adminSocket, LogFormat logFormat) {

    /** How the node's log, on stderr, looks. */
    public enum LogFormat {
        TEXT,
        /** A JSON object a line. */
        JSON
    }

    static @Nullable NodeSettings read(Section section) {
        String name = section.parsed("name", "", Names::service);
        Path state = section.parsed("state-directory", Path.of("/"), Names::absolutePath);
        Path socket = section.parsed("admin-socket", Path.of("/"), Names::socketPath);
        LogFormat log = section.choice("log-format", LogFormat.class);
        return section.build(() -> new NodeSettings(name, state, socket, log));
    }
}
