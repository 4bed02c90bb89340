package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a lab needs of this machine, checked before anything is made, so that the message names the cause. */
public final class Machine {

    private static final Map<Integer, String> CAPABILITIES =
            Map.of(12, "CAP_NET_ADMIN", 13, "CAP_NET_RAW", 21, "CAP_SYS_ADMIN", 19, "CAP_SYS_PTRACE", 5, "CAP_KILL");

    private Machine() {}

    public static void mustHoldALab() {
        mustBeCapable();
        if (!Files.exists(Path.of("/dev/net/tun"))) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "this machine has no /dev/net/tun",
                    "load the kernel's module: modprobe tun (in a container: --device /dev/net/tun)");
        }
        mustHave(List.of("ip", "nsenter", "sysctl", "setsid"));
    }

    /** Programs by name; the first that the PATH lacks is named. */
    public static void mustHave(List<String> programs) {
        for (String program : programs) {
            if (find(program) == null) {
                throw new CommandFailure(
                        ExitCode.CONFIGURATION,
                        "this machine has no " + program,
                        "the launcher ./holdfast installs what its commands need when root runs it");
            }
        }
    }

    /** Where the PATH, or a path, has an executable program. */
    public static @org.jspecify.annotations.Nullable Path find(String program) {
        if (program.contains("/")) {
            Path direct = Path.of(program).toAbsolutePath();
            return Files.isExecutable(direct) && !Files.isDirectory(direct) ? direct : null;
        }
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        for (String directory : path.split(":", -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, program);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return candidate.toAbsolutePath();
            }
        }
        return null;
    }

    private static void mustBeCapable() {
        long effective = effectiveCapabilities();
        List<String> missing = CAPABILITIES.entrySet().stream()
                .filter(entry -> (effective >> entry.getKey() & 1) == 0)
                .map(Map.Entry::getValue)
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "a lab needs network namespaces, and this process lacks " + String.join(", ", missing),
                    "run it as root (in a container: --privileged, or --cap-add for each)");
        }
    }

    private static long effectiveCapabilities() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("CapEff:"))
                    .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .findFirst()
                    .orElse(0L);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
