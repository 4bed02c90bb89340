package dev.holdfast.config;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the errors of one file, so that all are reported at once. Owned by the loading thread. */
final class Faults {

    private final List<ConfigError> errors = new ArrayList<>();
    private final String file;

    Faults(String file) {
        this.file = file;
    }

    void add(@Nullable ConfigOrigin origin, String key, String message) {
        add(origin, key, message, null);
    }

    void add(@Nullable ConfigOrigin origin, String key, String message, @Nullable String nearest) {
        errors.add(new ConfigError(fileOf(origin), lineOf(origin), key, message, nearest));
    }

    int count() {
        return errors.size();
    }

    List<ConfigError> inOrder() {
        return errors.stream()
                .distinct()
                .sorted(Comparator.comparing(ConfigError::file).thenComparingInt(ConfigError::line))
                .toList();
    }

    private String fileOf(@Nullable ConfigOrigin origin) {
        if (origin == null) {
            return file;
        }
        String name = origin.filename();
        return name != null ? name : file;
    }

    private static int lineOf(@Nullable ConfigOrigin origin) {
        return origin == null ? 0 : Math.max(0, origin.lineNumber());
    }
}
