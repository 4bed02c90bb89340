package dev.holdfast.interceptors.address;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one claim in the order in which they were made, each on disk before it is applied.
 *
 * <p>The file is locked as long as its claim lives, and the kernel unlocks it when the process dies: an unlocked one is what a
 * killed process left. Owned by whoever claims or cleans up; one thread.
 */
final class UndoLog implements AutoCloseable {

    private static final String HEADER = "holdfast undo 1";
    private static final String SUFFIX = ".undo";

    private final Path file;
    private final FileChannel channel;
    private final SettingsBefore before;
    private final List<Change> changes = new ArrayList<>();

    private UndoLog(Path file, FileChannel channel, SettingsBefore before) {
        this.file = file;
        this.channel = channel;
        this.before = before;
    }

    /** Begins a claim. */
    static UndoLog create(Path stateDir, String name) throws IOException {
        Files.createDirectories(stateDir);
        Path file = stateDir.resolve(name + SUFFIX);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            var log = new UndoLog(file, channel, new SettingsBefore(stateDir));
            channel.lock();
            log.append(HEADER);
            return log;
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "the address is claimed by a running node, or one was killed and must be cleaned up after: " + file,
                    e);
        }
    }

    /** Takes over what a dead process left in {@code file}; nothing if it lives. */
    static Optional<UndoLog> adopt(Path stateDir, Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            return Optional.empty();
        }
        var log = new UndoLog(file, channel, new SettingsBefore(stateDir));
        String text = Files.readString(file);
        List<String> lines = text.lines().skip(1).toList();
        boolean cutShort = !text.endsWith("\n");
        for (int i = 0; i < lines.size() - (cutShort ? 1 : 0); i++) {
            log.changes.add(Change.parse(lines.get(i), log.before));
        }
        return Optional.of(log);
    }

    static List<Path> files(Path stateDir) throws IOException {
        try (Stream<Path> all = Files.list(stateDir)) {
            return all.filter(path -> path.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    SettingsBefore before() {
        return before;
    }

    /** Writes {@code change} down, then makes it. */
    void make(Change change) throws IOException {
        append(change.line());
        changes.add(change);
        change.apply();
    }

    /**
     * Undoes all, last first. What fails does not keep the rest from being undone; the file stays then.
     *
     * @throws IOException the first failure
     */
    void undo() throws IOException {
        IOException failure = null;
        for (Change change : changes.reversed()) {
            try {
                change.undo();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ownedByThisProcess) {
            return null;
        }
    }

    /** Writes {@code file} so that it is there whole or not at all. */
    static void writeWhole(Path file, String text) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
