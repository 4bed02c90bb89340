package dev.holdfast.interceptors.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CompilerThreadsTest {

    /** This process has compiled something by now. */
    @Test
    void whatTheyWantIsToldAndOnlyGrows() {
        long before = CompilerThreads.wantedNanos();
        assertThat(before).isPositive();
        assertThat(CompilerThreads.wantedNanos()).isGreaterThanOrEqualTo(before);
    }
}
