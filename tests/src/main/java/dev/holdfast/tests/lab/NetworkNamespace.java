package dev.holdfast.tests.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A named network namespace, as {@code ip netns} makes it; the name is all there is to know. */
public record NetworkNamespace(String name) {

    static final Path MOUNTS = Path.of("/run/netns");

    public boolean exists() {
        return Files.exists(MOUNTS.resolve(name));
    }

    public void create() {
        Tool.must("ip", "netns", "add", name);
        in("ip", "link", "set", "lo", "up");
        in("sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0");
    }

    /** Removes it if it is there; interfaces, rules and filters of it go with it. */
    public void delete() {
        if (exists()) {
            Tool.run("ip", "netns", "del", name);
        }
    }

    /** The words that make a command run in this network. */
    public List<String> entering(List<String> command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=" + MOUNTS.resolve(name)));
        words.addAll(command);
        return words;
    }

    /** Runs a tool in this network; it must succeed. */
    public String in(String... command) {
        return Tool.must(entering(List.of(command)).toArray(String[]::new));
    }

    /**
     * The sum of the kernel's counters of this network whose names match {@code names}, a regular expression.
     *
     * @throws IllegalArgumentException if none does
     */
    public long counted(String names) {
        List<Long> counts = in("nstat", "-asz")
                .lines()
                .map(line -> line.split("\\s+", -1))
                .filter(words -> words[0].matches(names))
                .map(words -> Long.valueOf(words[1]))
                .toList();
        if (counts.isEmpty()) {
            throw new IllegalArgumentException("no counter is called " + names);
        }
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** Every process that lives in this network. */
    public List<Procfs.Seen> processes() {
        Object identity = identity();
        return identity == null
                ? List.of()
                : Procfs.all().stream()
                        .filter(seen -> !seen.dead())
                        .filter(seen ->
                                Procfs.network(seen.pid()).map(identity::equals).orElse(false))
                        .toList();
    }

    private @org.jspecify.annotations.Nullable Object identity() {
        try {
            return Files.readAttributes(MOUNTS.resolve(name), BasicFileAttributes.class)
                    .fileKey();
        } catch (IOException gone) {
            return null;
        }
    }
}
