package dev.holdfast.actors.service;

import dev.holdfast.config.RestartSettings;
import dev.holdfast.interceptors.process.Exit;
import java.time.Duration;

/**
 * How long to wait before a dead server is started again.
 *
 * <p>A server that somebody killed from outside is started at once; one that ended by itself, or was killed very often, waits
 * longer each time. Owned by the supervisor.
 */
final class Backoff {

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int PATIENCE = 100;

    private final RestartSettings settings;
    private int own;
    private int foreign;

    Backoff(RestartSettings settings) {
        this.settings = settings;
    }

    /** Whether {@code exit} was the program's own doing: a bug, or a request that it cannot stand. */
    static boolean isOwnDoing(Exit exit) {
        return switch (exit) {
            case Exit.Exited exited -> exited.code() != 0;
            case Exit.Killed killed -> killed.signal() != SIGKILL && killed.signal() != SIGTERM;
            case Exit.Lost _ -> false;
        };
    }

    Duration after(Exit exit, Duration lived) {
        if (lived.compareTo(settings.resetAfter()) >= 0) {
            own = 0;
            foreign = 0;
        }
        boolean blameless = !isOwnDoing(exit) && !(exit instanceof Exit.Exited);
        int count = blameless ? ++foreign - PATIENCE : ++own - 1;
        if (count < 0 || blameless && count == 0) {
            return Duration.ZERO;
        }
        long min = Math.max(1, settings.minBackoff().toMillis());
        long millis = min << Math.min(count, 20);
        return Duration.ofMillis(Math.min(millis, settings.maxBackoff().toMillis()));
    }
}
