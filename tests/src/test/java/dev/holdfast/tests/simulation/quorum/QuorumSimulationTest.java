package dev.holdfast.tests.simulation.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class QuorumSimulationTest {

    @Test
    void tenThousandSeedsLoseNothingThatWasStable() {
        QuorumCampaign.Result result =
                QuorumCampaign.run(1, 10_000, Runtime.getRuntime().availableProcessors());
        assertThat(result.openings()).isGreaterThan(10_000);
        assertThat(result.crashes()).isGreaterThan(10_000);
    }

    @Test
    void aSeedRepeatsItself() {
        assertThat(QuorumSimulation.run(7)).isEqualTo(QuorumSimulation.run(7));
    }
}
