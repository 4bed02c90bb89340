package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.host.Sysctl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What kernel settings were before the first claim changed them: one small file per setting in the state directory.
 *
 * <p>A setting goes back when the last claim that needs it is undone, not before: the other addresses would lie bare.
 */
final class SettingsBefore {

    private static final String SUFFIX = ".before";

    private final Path stateDir;

    SettingsBefore(Path stateDir) {
        this.stateDir = stateDir;
    }

    void change(String key, String value) throws IOException {
        var sysctl = new Sysctl(key);
        var present = sysctl.value();
        if (present.isEmpty()) {
            return;
        }
        Path file = file(key);
        if (!Files.exists(file)) {
            UndoLog.writeWhole(file, present.get());
        }
        sysctl.set(value);
    }

    void release(String key) throws IOException {
        Path file = file(key);
        if (!Files.exists(file) || stillNeeded(key)) {
            return;
        }
        var sysctl = new Sysctl(key);
        if (sysctl.value().isPresent()) {
            sysctl.set(Files.readString(file).strip());
        }
        Files.deleteIfExists(file);
    }

    /** Besides the claim that releases it. */
    private boolean stillNeeded(String key) throws IOException {
        int needed = 0;
        for (Path log : UndoLog.files(stateDir)) {
            if (Files.readAllLines(log).contains("setting\t" + key)) {
                needed++;
            }
        }
        return needed > 1;
    }

    private Path file(String key) {
        return stateDir.resolve(key.replace('/', '%') + SUFFIX);
    }
}
