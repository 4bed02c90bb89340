package dev.holdfast.interceptors.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the server is started.
 *
 * @param argv the program, searched in PATH if it has no slash, and its arguments; no shell is involved
 * @param environment the whole environment; LD_PRELOAD and HOLDFAST_RING_FD are added
 * @param directory where it runs
 * @param networkNamespace a namespace file such as {@code /run/netns/NAME}
 * @param user {@code USER} or {@code USER:GROUP}, names or numbers
 * @param logFile takes its standard output and error
 */
public record ServerCommand(
        List<String> argv,
        Map<String, String> environment,
        Path directory,
        Optional<Path> networkNamespace,
        Optional<String> user,
        Path logFile) {

    public ServerCommand {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("a command has at least the program's name");
        }
    }
}
