package dev.holdfast.tests.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.tests.lab.Cuts;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {

    private static final List<String> HOSTS = List.of("alpha", "beta", "gamma");
    private static final long LEASE = ClusterStage.LEASE.toMillis();

    @Test
    void aSeedGivesTheSameFaultsAgain() {
        assertThat(faults(7, 50)).isEqualTo(faults(7, 50)).isNotEqualTo(faults(8, 50));
    }

    @Test
    void everyKindComesAndNoneLastsForLong() {
        List<Fault> faults = faults(1, 500);

        assertThat(faults.stream().map(Fault::kind).distinct()).hasSize(10);
        assertThat(faults).allMatch(fault -> fault.millis() > 0 && fault.millis() < 10 * LEASE);
    }

    @Test
    void ownerIsWhoIsNamed() {
        assertThat(faults(3, 500))
                .filteredOn(fault -> fault.kind().startsWith("owner"))
                .allMatch(fault -> fault.toString().contains("beta"));
        assertThat(faults(3, 500))
                .filteredOn(fault -> fault.kind().startsWith("another"))
                .noneMatch(fault -> fault.toString().contains("beta"));
    }

    @Test
    void anOwnerThatIsCutOffFromTheOthersForLongerThanItsLeaseMustFallSilent() {
        assertThat(Partitions.mustSilence(cut("beta-backbone", 500), "beta")).isTrue();
        assertThat(Partitions.mustSilence(new Fault.Freeze("", "beta", 500), "beta"))
                .isTrue();

        assertThat(Partitions.mustSilence(cut("beta-backbone", 300), "beta")).isFalse();
        assertThat(Partitions.mustSilence(cut("beta-lan", 500), "beta")).isFalse();
        assertThat(Partitions.mustSilence(cut("alpha-backbone", 500), "beta")).isFalse();
        assertThat(Partitions.mustSilence(new Fault.Freeze("", "gamma", 500), "beta"))
                .isFalse();
    }

    private static Fault cut(String link, long millis) {
        return new Fault.Cut("", List.of(link), Cuts.Direction.IN, millis);
    }

    private static List<Fault> faults(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, count)
                .mapToObj(_ -> FaultSchedule.next(random, "beta", HOSTS))
                .toList();
    }
}
