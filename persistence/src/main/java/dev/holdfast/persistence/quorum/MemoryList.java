package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.journal.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A small file that says which journals this node remembers, and of which life: first the life, then a journal in each line. It is on
 * the disk before anything is said in that life, so that a journal whose directory is gone is missed.
 */
final class MemoryList {

    private final Path file;
    private final long life;
    private final Set<String> logs;

    /** Reads it; without a file, or with one that makes no sense, nothing is remembered. */
    MemoryList(Path directory) {
        this.file = directory.resolve("memory");
        List<String> lines = lines(file);
        this.life = lines.isEmpty() || !lines.getFirst().matches("\\d{1,18}") ? 0 : Long.parseLong(lines.getFirst());
        this.logs = life == 0 ? Set.of() : new TreeSet<>(lines.subList(1, lines.size()));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            throw new JournalException(file + " cannot be read: " + unreadable, unreadable);
        }
    }

    /** As it was read; 0 if nothing is remembered. */
    long life() {
        return life;
    }

    Set<String> logs() {
        return logs;
    }

    void write(long itsLife, Set<String> its) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        String text = itsLife + "\n" + String.join("\n", its) + "\n";
        try {
            try (FileChannel out = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    var _ = out.write(bytes);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory();
        } catch (IOException failed) {
            throw new JournalException(file + " cannot be written: " + failed, failed);
        }
    }

    void erase() {
        try {
            if (Files.deleteIfExists(file)) {
                syncDirectory();
            }
        } catch (IOException failed) {
            throw new JournalException(file + " cannot be removed: " + failed, failed);
        }
    }

    private void syncDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
