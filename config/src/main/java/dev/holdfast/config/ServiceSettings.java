package dev.holdfast.config;

import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One server program and the port that it serves.
 *
 * @param name unique on the node; part of every persistence id
 * @param command program and arguments, not empty
 * @param environment added to the node's own
 * @param user whom the program runs as; null: the node's own user
 * @param logFile where the program's output goes; null: NAME.log in the node's state directory
 * @param giveUpAfter replays of one connection that may kill the server before that connection is reset
 * @param startTimeout until the program must listen
 */
public record ServiceSettings(
        String name,
        int port,
        Level level,
        List<String> command,
        Map<String, String> environment,
        Path directory,
        @Nullable String user,
        @Nullable Path logFile,
        RestartSettings restart,
        int giveUpAfter,
        Duration startTimeout) {

    /** What is promised for a server (design, section 6). */
    public enum Level {
        /** Deterministic for each connection by itself. */
        L0,
        /** One event loop with shared state: everything since the start is replayed. */
        L1
    }

    public ServiceSettings {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    static @Nullable ServiceSettings read(Section section, IpAddress address, Claims claims) {
        String name = section.parsed("name", "", Names::service);
        int port = section.integer("port", 1, 0xffff);
        Level level = section.choice("level", Level.class);
        List<String> command = command(section);
        Map<String, String> environment = environment(section);
        Path directory = section.parsed("directory", Path.of("/"), Names::absolutePath);
        String user = section.optional("user", Names::user);
        Path logFile = section.optional("log-file", Names::absolutePath);
        RestartSettings restart = RestartSettings.read(section.section("restart"));
        int giveUpAfter = section.integer("give-up-after", 1, 1000);
        Duration startTimeout = section.duration("start-timeout", Duration.ofMillis(100), Duration.ofHours(1));
        claims.claim("service name", name, section, "name");
        claims.claim("port", new Endpoint(address, port), section, "port");
        if (restart == null) {
            return section.build(() -> null);
        }
        return section.build(() -> new ServiceSettings(
                name, port, level, command, environment, directory, user, logFile, restart, giveUpAfter, startTimeout));
    }

    private static List<String> command(Section section) {
        List<String> command = section.strings("command");
        if (section.known("command") == null) {
            return command;
        }
        if (command.isEmpty() || command.getFirst().isBlank()) {
            section.fault("command", "must name a program: [\"/usr/sbin/nginx\", \"-g\", \"daemon off;\"]");
        } else if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            section.fault("command", "must not contain a zero character");
        }
        return command;
    }

    private static Map<String, String> environment(Section section) {
        Map<String, String> environment = section.stringMap("environment");
        environment.forEach((name, value) -> {
            try {
                Names.variable(name);
                Names.withoutZero(value);
            } catch (IllegalArgumentException wrong) {
                section.fault("environment", wrong.getMessage() + " (" + name + ")");
            }
        });
        return environment;
    }
}
