package dev.holdfast.actors.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The number of a node's life: each that begins without memory has a higher one, also when the clock went back. */
final class NodeLife {

    private NodeLife() {}

    /** 0 if there was none. */
    static long last(Path stateDirectory) throws IOException {
        Path file = stateDirectory.resolve("life");
        return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
    }

    static long next(Path stateDirectory) throws IOException {
        Path file = stateDirectory.resolve("life");
        long before = last(stateDirectory);
        long life = Math.max(before + 1, System.currentTimeMillis());
        Files.writeString(
                file,
                Long.toString(life),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        return life;
    }
}
