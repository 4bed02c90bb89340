package dev.holdfast.protocol.southside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class OffsetRangesTest {

    private static final int SPACE = 300;
    private static final long FAR = 1L << 33;

    @Test
    void itHoldsWhatASetOfBitsHolds() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 3_000; round++) {
            long base = random.nextBoolean() ? 0 : FAR;
            OffsetRanges ranges = new OffsetRanges(base + 1, Integer.MAX_VALUE);
            BitSet model = new BitSet();
            model.set(0);
            for (int step = 0; step < 40; step++) {
                int from = random.nextInt(SPACE);
                int to = Math.min(SPACE, from + random.nextInt(12));
                ranges.add(base + from, base + to);
                model.set(from, Math.max(from, to));
                compare(ranges, model, base, random);
            }
        }
    }

    private static void compare(OffsetRanges ranges, BitSet model, long base, SplittableRandom random) {
        assertThat(ranges.contiguousEnd()).isEqualTo(base + model.nextClearBit(0));
        assertThat(ranges.end()).isEqualTo(base + model.length());
        assertThat(ranges.hasIslands()).isEqualTo(model.length() > model.nextClearBit(0));
        int at = random.nextInt(SPACE);
        assertThat(ranges.firstMissing(base + at)).isEqualTo(base + model.nextClearBit(at));
        int present = model.nextSetBit(at);
        assertThat(ranges.firstPresent(base + at, base + SPACE))
                .isEqualTo(base + (present < 0 ? SPACE : Math.min(present, SPACE)));
    }

    @Test
    void oneIslandTooManyIsRefusedButNotWhatTouchesAnother() {
        OffsetRanges ranges = new OffsetRanges(1, 2);
        ranges.add(10, 20);
        ranges.add(30, 40);

        assertThat(ranges.accepts(50, 60)).isFalse();
        assertThat(ranges.accepts(40, 60)).isTrue();
        assertThat(ranges.accepts(20, 30)).isTrue();
        assertThat(ranges.accepts(5, 10)).isTrue();
        assertThat(ranges.accepts(1, 5)).isTrue();
        assertThat(ranges.accepts(22, 25)).isFalse();
    }
}
