package dev.holdfast.actors.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The programs that a node starts itself.
 *
 * @param path directories separated by colons, as in PATH
 */
record ToolsCheck(String path) implements Check {

    /** With the Debian packages that bring them. */
    private static final Map<String, String> NEEDED =
            new TreeMap<>(Map.of("ip", "iproute2", "nft", "nftables", "unshare", "util-linux"));

    private static final Map<String, String> USEFUL = Map.of("ethtool", "ethtool");

    @Override
    public String subject() {
        return "tools";
    }

    @Override
    public Finding look() {
        List<String> needed = missing(NEEDED);
        if (!needed.isEmpty()) {
            return new Finding.Failure("there is no " + String.join(", ", needed), install(needed, NEEDED));
        }
        List<String> useful = missing(USEFUL);
        return useful.isEmpty()
                ? new Finding.Fine(Stream.concat(NEEDED.keySet().stream(), USEFUL.keySet().stream())
                        .collect(Collectors.joining(" ")))
                : new Finding.Warning("there is no " + String.join(", ", useful), install(useful, USEFUL));
    }

    private List<String> missing(Map<String, String> programs) {
        return programs.keySet().stream().filter(program -> !isThere(program)).toList();
    }

    private boolean isThere(String program) {
        return Stream.of(path.split(":"))
                .map(directory -> Path.of(directory, program))
                .anyMatch(Files::isExecutable);
    }

    private static String install(List<String> programs, Map<String, String> packages) {
        return "apt-get install " + programs.stream().map(packages::get).collect(Collectors.joining(" "))
                + ", or put /usr/sbin and /sbin into PATH";
    }
}
