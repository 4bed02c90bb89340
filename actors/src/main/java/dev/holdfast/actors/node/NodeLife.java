package dev.holdfast.actors.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The number of a node's life: each start has a higher one, also when the clock went back. */
final class NodeLife {

    private NodeLife() {}

    static long next(Path stateDirectory) throws IOException {
        Path file = stateDirectory.resolve("life");
        long before = Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        long life = Math.max(before + 1, System.currentTimeMillis());
        Files.writeString(file, Long.toString(life));
        return life;
    }
}
