package dev.holdfast.persistence.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The write-ahead logs of a directory, one after the other, as the database will read them. */
final class WriteAheadLogs {

    private static final String ENDING = ".log";
    private static final long ANY = -1;

    private WriteAheadLogs() {}

    /**
     * Reads every log by itself; what a crash tore off is nobody's fault and passes.
     *
     * @throws JournalDamagedException at the first place that is not what was written
     */
    static void refuseDamaged(Path directory) throws IOException {
        for (Path log : all(directory)) {
            try {
                WriteAheadLog.read(log, ANY);
            } catch (NoSuchFileException _) {
                // removed by its owner meanwhile
            }
        }
    }

    /**
     * Reads the logs that still count as one.
     *
     * @param first number of the oldest log that is not all in tables
     * @return where logs are torn
     * @throws JournalDamagedException at the first place that is not what was written, or if there is no log at all: an open
     *     database always has one, and a closed one leaves it
     * @throws NoSuchFileException if the owner has removed one meanwhile
     */
    static List<String> readFrom(long first, Path directory) throws IOException {
        List<String> torn = new ArrayList<>();
        List<Path> logs =
                all(directory).stream().filter(log -> number(log) >= first).toList();
        if (logs.isEmpty()) {
            throw new JournalDamagedException(
                    directory.resolve("*" + ENDING).toString(), "the write-ahead log is missing");
        }
        long next = ANY;
        for (Path log : logs) {
            WriteAheadLog.End end = WriteAheadLog.read(log, next);
            next = end.nextSequence();
            if (end.torn() != null) {
                torn.add(end.torn());
            }
        }
        return torn;
    }

    private static List<Path> all(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .filter(file -> number(file) >= 0)
                    .sorted((a, b) -> Long.compare(number(a), number(b)))
                    .toList();
        }
    }

    private static long number(Path log) {
        String name = log.getFileName().toString();
        try {
            return Long.parseLong(name.substring(0, name.length() - ENDING.length()));
        } catch (NumberFormatException other) {
            return -1;
        }
    }
}
