package dev.holdfast.actors.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.RestartSettings;
import dev.holdfast.interceptors.process.Exit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private final Backoff backoff =
            new Backoff(new RestartSettings(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(10)));

    @Test
    void startsAtOnceWhatWasKilledFromOutside() {
        for (int kill = 0; kill < 50; kill++) {
            assertThat(backoff.after(new Exit.Killed(9), SHORT)).isZero();
        }
    }

    @Test
    void waitsLongerEachTimeForWhatDiesByItself() {
        assertThat(backoff.after(new Exit.Killed(11), SHORT)).hasMillis(10);
        assertThat(backoff.after(new Exit.Exited(1), SHORT)).hasMillis(20);
        assertThat(backoff.after(new Exit.Killed(6), SHORT)).hasMillis(40);
        assertThat(backoff.after(new Exit.Killed(6), SHORT)).hasMillis(80);
        assertThat(backoff.after(new Exit.Killed(6), SHORT)).hasMillis(100);
    }

    @Test
    void forgivesAfterALongLife() {
        backoff.after(new Exit.Killed(11), SHORT);
        backoff.after(new Exit.Killed(11), SHORT);

        assertThat(backoff.after(new Exit.Killed(11), Duration.ofSeconds(11))).hasMillis(10);
    }

    @Test
    void tellsAServersOwnDeathFromAKilling() {
        assertThat(Backoff.isOwnDoing(new Exit.Killed(9))).isFalse();
        assertThat(Backoff.isOwnDoing(new Exit.Killed(15))).isFalse();
        assertThat(Backoff.isOwnDoing(new Exit.Exited(0))).isFalse();
        assertThat(Backoff.isOwnDoing(new Exit.Killed(6))).isTrue();
        assertThat(Backoff.isOwnDoing(new Exit.Exited(3))).isTrue();
    }
}
