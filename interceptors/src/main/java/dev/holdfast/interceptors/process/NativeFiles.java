package dev.holdfast.interceptors.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The shim and the launcher as files that the server's user may read and run.
 *
 * @param shim what the dynamic linker loads into the server; its path holds no blank and no colon
 * @param spawn the launcher
 */
public record NativeFiles(Path shim, Path spawn) {

    private static final String SHIM = "libholdfast.so";
    private static final String SPAWN = "holdfast-spawn";

    /** The system property by which a package says where it has installed both. */
    private static final String INSTALLED = "holdfast.native";

    public NativeFiles {
        String path = shim.toAbsolutePath().toString();
        if (path.indexOf(' ') >= 0 || path.indexOf(':') >= 0) {
            throw new IllegalArgumentException("the dynamic linker splits LD_PRELOAD at blanks and colons: " + path);
        }
    }

    /** Those of the package that this was started from, if it was. */
    public static Optional<NativeFiles> installed() {
        return Optional.ofNullable(System.getProperty(INSTALLED))
                .map(Path::of)
                .map(directory -> new NativeFiles(directory.resolve(SHIM), directory.resolve(SPAWN)));
    }

    /**
     * Copies both out of our jar into {@code directory}, which is made if need be. Files of an earlier start are replaced, not
     * written over: a running server keeps the one it has loaded.
     */
    public static NativeFiles unpack(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new NativeFiles(unpack(directory, SHIM), unpack(directory, SPAWN));
    }

    private static Path unpack(Path directory, String name) throws IOException {
        Path target = directory.toAbsolutePath().resolve(name);
        Path fresh = Files.createTempFile(directory, name, ".new");
        try (InputStream in = NativeFiles.class.getResourceAsStream("/native/" + name)) {
            if (in == null) {
                throw new IOException("this build has no /native/" + name);
            }
            Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            return Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
