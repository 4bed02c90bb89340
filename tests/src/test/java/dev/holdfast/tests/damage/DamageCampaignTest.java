package dev.holdfast.tests.damage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.damage.DamageReport.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DamageCampaignTest {

    private static final int ROUNDS = 200;

    @TempDir
    private Path directory;

    @Test
    void nobodyReadsDamageUntold() throws IOException {
        DamageReport report = DamageCampaign.run(directory, 4, ROUNDS, Talk.toStderr());

        assertThat(report.wrong()).isEmpty();
        assertThat(report.count(Outcome.PLACED)).isGreaterThan(ROUNDS * 9 / 10);
    }
}
