package dev.holdfast.tests.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What /proc tells of the machine's processes; a process that vanishes while it is read is simply not there. */
public final class Procfs {

    private static final Path PROC = Path.of("/proc");

    private Procfs() {}

    /**
     * One process as its stat line shows it.
     *
     * @param startTicks since boot; with {@code pid} it names a process for good
     * @param cpuTicks user and system time of all its threads
     */
    public record Seen(int pid, String name, char state, int parent, int session, long startTicks, long cpuTicks) {

        /** The kernel counts in hundredths of a second, whatever its own clock. */
        public double cpuSeconds() {
            return cpuTicks / 100.0;
        }

        /** By SIGSTOP, or by a debugger. */
        public boolean stopped() {
            return state == 'T' || state == 't';
        }

        public boolean dead() {
            return state == 'Z' || state == 'X';
        }
    }

    public static List<Seen> all() {
        List<Seen> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                read(Integer.parseInt(entry.getFileName().toString())).ifPresent(found::add);
            }
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
        return found;
    }

    public static Optional<Seen> read(int pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"));
            int end = stat.lastIndexOf(')');
            String[] fields = stat.substring(end + 2).split(" ", -1);
            return Optional.of(new Seen(
                    pid,
                    stat.substring(stat.indexOf('(') + 1, end),
                    fields[0].charAt(0),
                    Integer.parseInt(fields[1]),
                    Integer.parseInt(fields[3]),
                    Long.parseLong(fields[19]),
                    Long.parseLong(fields[11]) + Long.parseLong(fields[12])));
        } catch (IOException | IndexOutOfBoundsException gone) {
            return Optional.empty();
        }
    }

    /** The identity of the network that a process lives in. */
    public static Optional<Object> network(int pid) {
        try {
            return Optional.ofNullable(Files.readAttributes(
                            PROC.resolve(pid + "/ns/net"), java.nio.file.attribute.BasicFileAttributes.class)
                    .fileKey());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Whether a file whose name contains {@code part} is mapped into the process. */
    public static boolean maps(int pid, String part) {
        try (var lines = Files.lines(PROC.resolve(pid + "/maps"))) {
            return lines.anyMatch(
                    line -> line.substring(line.lastIndexOf('/') + 1).contains(part) && line.contains("/"));
        } catch (IOException | java.io.UncheckedIOException gone) {
            return false;
        }
    }
}
