package dev.holdfast.actors.doctor;

import dev.holdfast.config.JournalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the journal may grow as far as its settings let it.
 *
 * @param vips how many journals there are: one for each address
 * @param meminfo of proc(5)
 */
record JournalRoomCheck(JournalSettings journal, int vips, Path meminfo) implements Check {

    private static final long KIB = 1024;
    private static final double GIB = 1L << 30;

    @Override
    public String subject() {
        return "journal";
    }

    @Override
    public Finding look() throws IOException {
        return switch (journal.store()) {
            case ROCKSDB -> disk();
            case MEMORY -> room(journal.memoryBytesMax() * vips, available(), "memory", "memory-bytes-max");
        };
    }

    /** For a while the files take half as much again (reference.conf). */
    private Finding disk() throws IOException {
        Directory directory = Directory.of(journal.directory());
        if (directory.obstacle().isPresent()) {
            return new Finding.Failure(
                    journal.directory() + " " + directory.obstacle().get(),
                    "let the node's user write there, or set holdfast.journal.directory");
        }
        long most = journal.diskBytesMax() / 2 * 3 * vips;
        return room(most, directory.freeBytes(), "disk below " + journal.directory(), "disk-bytes-max");
    }

    private static Finding room(long most, long free, String where, String key) {
        String figures = "%.1f GiB free of %s, the journal may take %.1f".formatted(free / GIB, where, most / GIB);
        return free >= most
                ? new Finding.Fine(figures)
                : new Finding.Warning(
                        figures, "make room, or lower holdfast.journal." + key + ": a full journal closes windows");
    }

    private long available() throws IOException {
        return Files.readAllLines(meminfo).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                .findFirst()
                .orElseThrow(() -> new IOException(meminfo + " has no line MemAvailable"));
    }
}
