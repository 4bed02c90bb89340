package dev.holdfast.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SeqNumTest {

    private static final int[] EDGES = {0, 1, 2, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, -2, -1};
    private static final long[] OFFSETS = {
        0, 1, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL, 0x1_0000_0000L, 0x1_0000_0001L, 0x1_8000_0000L, 1L << 40
    };

    @Test
    void anOffsetComesBackFromItsNumberWhateverTheOriginAndHoweverFarTheStreamIs() {
        for (int origin : EDGES) {
            for (long offset : OFFSETS) {
                SeqNum isn = new SeqNum(origin);
                SeqNum number = SeqNum.atOffset(isn, offset);
                for (long near :
                        new long[] {offset, offset - 1, offset + 1, offset - 0x7fff_ffffL, offset + 0x7fff_ffffL}) {
                    assertThat(number.toOffset(isn, near))
                            .as("origin %d near %d", origin, near)
                            .isEqualTo(offset);
                }
            }
        }
    }

    @Test
    void beforeAndAfterLookAtTheShorterWayRound() {
        for (int value : EDGES) {
            SeqNum number = new SeqNum(value);
            assertThat(number.plus(1).after(number)).isTrue();
            assertThat(number.before(number.plus(0x7fff_ffff))).isTrue();
            assertThat(number.plus(-1).before(number)).isTrue();
            assertThat(number.before(number) || number.after(number)).isFalse();
        }
    }

    @Test
    void addingMoreThanFourGibibytesWraps() {
        assertThat(new SeqNum(5).plus((1L << 32) + 3)).isEqualTo(new SeqNum(8));
        assertThat(new SeqNum(-1).plus(1)).isEqualTo(SeqNum.ZERO);
        assertThat(SeqNum.of(0xffff_ffffL)).isEqualTo(new SeqNum(-1));
        assertThat(new SeqNum(-1)).hasToString("4294967295");
    }
}
