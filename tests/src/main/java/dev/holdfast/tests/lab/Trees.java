package dev.holdfast.tests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Directories that were ours, with all that is in them. */
public final class Trees {

    private Trees() {}

    /** Removes a directory that nobody has anything in. */
    static void removeIfEmpty(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException _) {
            // somebody has
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Removes it if it is there; does not follow links. */
    public static void remove(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (var entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
