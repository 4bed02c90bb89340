package dev.holdfast.protocol.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LoggedRangesTest {

    private static final int SPACE = 200;

    @Test
    void itHoldsWhatASetOfBitsHolds() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 3_000; round++) {
            LoggedRanges ranges = LoggedRanges.NONE;
            BitSet model = new BitSet();
            model.set(0);
            for (int step = 0; step < 40; step++) {
                int from = random.nextInt(1, SPACE);
                int to = from + random.nextInt(1, 9);
                assertThat(ranges.overlaps(from, to))
                        .isEqualTo(!model.get(from, to).isEmpty());
                ranges = ranges.plus(from, to);
                model.set(from, to);
                assertThat(ranges.contiguousEnd()).isEqualTo(model.nextClearBit(0));
                assertThat(ranges.islands()).isEqualTo(islands(model));
            }
        }
    }

    private static java.util.List<LoggedRanges.Range> islands(BitSet model) {
        java.util.List<LoggedRanges.Range> islands = new java.util.ArrayList<>();
        for (int from = model.nextSetBit(model.nextClearBit(0)); from >= 0; ) {
            int to = model.nextClearBit(from);
            islands.add(new LoggedRanges.Range(from, to));
            from = model.nextSetBit(to);
        }
        return islands;
    }
}
