package dev.holdfast.tests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol core under ten thousand different troubles; a failure prints its seed and how to repeat it. */
final class SimulationTest {

    private static final int SEEDS = 10_000;

    @Test
    void everyInvariantHoldsForTenThousandSeeds() {
        int threads = Runtime.getRuntime().availableProcessors();

        SimulationCampaign.Result result = SimulationCampaign.run(1, SEEDS, threads);

        assertThat(result.runs()).isEqualTo(SEEDS);
        assertThat(result.kills()).as("servers killed").isGreaterThan(SEEDS);
        assertThat(result.kinds()).as("conversations").hasSizeGreaterThanOrEqualTo(9);
        assertThat(result.handshakeMicrosP99())
                .as("from a listening server to its connection")
                .isLessThan(5_000);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        assertThat(Simulation.run(4711)).isEqualTo(Simulation.run(4711));
    }

    @ParameterizedTest
    @ValueSource(longs = {103_804, 107_364, 123_806})
    void seedsThatFailedOncePass(long seed) {
        assertThat(Simulation.run(seed).seed()).isEqualTo(seed);
    }
}
