package dev.holdfast.protocol.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class QuarantineTest {

    private static final List<String> ALL = List.of("a", "b", "poison");

    private final Quarantine<String> quarantine = new Quarantine<>(2);

    @Test
    void atFirstEverythingIsReplayedAtOnce() {
        assertThat(quarantine.beginRecovery(ALL)).containsExactlyElementsOf(ALL);
        assertThat(quarantine.nextTrial()).isNull();
    }

    @Test
    void afterACrashDuringRecoveryEachIsTriedAlone() {
        quarantine.beginRecovery(ALL);

        assertThat(quarantine.serverCrashed()).isNull();

        assertThat(quarantine.beginRecovery(ALL)).isEmpty();
        assertThat(quarantine.nextTrial()).isEqualTo("a");
    }

    @Test
    void theOneUnderTrialIsBlamedAndGivenUpAfterItsAttempts() {
        quarantine.beginRecovery(ALL);
        quarantine.serverCrashed();

        assertThat(crashesOn("poison")).isNull();
        assertThat(crashesOn("poison")).isEqualTo("poison");
        assertThat(quarantine.beginRecovery(List.of("a", "b"))).containsExactly("a", "b");
    }

    /** Runs trials until {@code guilty} is tried, which kills the server. */
    private @Nullable String crashesOn(String guilty) {
        quarantine.beginRecovery(ALL);
        for (String tried = quarantine.nextTrial(); tried != null; tried = quarantine.nextTrial()) {
            if (tried.equals(guilty)) {
                return quarantine.serverCrashed();
            }
            quarantine.survived();
        }
        throw new AssertionError(guilty + " was never tried");
    }

    @Test
    void whoeverSurvivedIsNoSuspectWhenTheServerDiesLater() {
        quarantine.beginRecovery(ALL);
        quarantine.survived();

        quarantine.serverCrashed();

        assertThat(quarantine.hasSuspects()).isFalse();
        assertThat(quarantine.beginRecovery(ALL)).containsExactlyElementsOf(ALL);
    }

    @Test
    void aConnectionThatEndedIsForgotten() {
        quarantine.beginRecovery(ALL);
        quarantine.serverCrashed();
        ALL.forEach(quarantine::forget);

        assertThat(quarantine.hasSuspects()).isFalse();
        assertThat(quarantine.nextTrial()).isNull();
    }

    @Test
    void oneThatIsReplayedAgainIntoALivingServerMayKillIt() {
        quarantine.beginRecovery(ALL);
        quarantine.survived();
        quarantine.retry("poison");

        quarantine.serverCrashed();

        assertThat(quarantine.isSuspect("poison")).isTrue();
        assertThat(quarantine.isSuspect("a")).isFalse();
    }
}
