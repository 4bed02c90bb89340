package dev.holdfast.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The pause before a dead server program is started again; it doubles from {@code minBackoff} to {@code maxBackoff}, and begins
 * anew once the program has lived for {@code resetAfter}.
 */
public record RestartSettings(Duration minBackoff, Duration maxBackoff, Duration resetAfter) {

    static @Nullable RestartSettings read(Section section) {
        Duration min = section.duration("min-backoff", Duration.ZERO, Duration.ofMinutes(10));
        Duration max = section.duration("max-backoff", Duration.ofMillis(1), Duration.ofHours(1));
        Duration reset = section.duration("reset-after", Duration.ofMillis(1), Duration.ofHours(24));
        if (min.compareTo(max) > 0) {
            section.fault("min-backoff", "must not be above max-backoff, " + Units.time(max));
        }
        return section.build(() -> new RestartSettings(min, max, reset));
    }
}
