package dev.holdfast.actors.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A directory that there is, or the one in which it would be made. */
record Directory(Path nearest, List<String> mounts) {

    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    static Directory of(Path directory) throws IOException {
        Path nearest = directory.toAbsolutePath();
        for (Path parent = nearest.getParent();
                !Files.exists(nearest) && parent != null;
                parent = nearest.getParent()) {
            nearest = parent;
        }
        return new Directory(nearest.toRealPath(), Files.readAllLines(MOUNTS));
    }

    /** What keeps us from writing files there. */
    Optional<String> obstacle() {
        if (!Files.isDirectory(nearest)) {
            return Optional.of("is no directory");
        }
        return Files.isWritable(nearest) ? Optional.empty() : Optional.of("cannot be written");
    }

    long freeBytes() throws IOException {
        return Files.getFileStore(nearest).getUsableSpace();
    }

    /** Whether files there may not be run. By the mount whose path is the longest that leads here; of two at one place the later one counts. */
    boolean noexec() {
        return mounts.stream()
                .map(line -> line.split(" "))
                .filter(mount -> mount.length > 3 && nearest.startsWith(mount[1].replace("\\040", " ")))
                .reduce((one, other) -> LONGEST.compare(one, other) > 0 ? one : other)
                .map(mount -> List.of(mount[3].split(",")).contains("noexec"))
                .orElse(false);
    }

    private static final Comparator<String[]> LONGEST = Comparator.comparingInt(mount -> mount[1].length());
}
