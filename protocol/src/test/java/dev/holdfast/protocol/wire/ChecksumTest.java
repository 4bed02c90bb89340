package dev.holdfast.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ChecksumTest {

    @Test
    void theSumOfEveryLengthAndAlignmentIsThatOfTheDefinition() {
        SplittableRandom random = new SplittableRandom(1);
        for (int length = 0; length < 70; length++) {
            byte[] bytes = new byte[length + 8];
            random.nextBytes(bytes);
            for (int at = 0; at < 4; at++) {
                assertThat(Checksum.sum(MemorySegment.ofArray(bytes), at, length))
                        .as("%d bytes at %d", length, at)
                        .isEqualTo(byDefinition(bytes, at, length));
            }
        }
    }

    @Test
    void aLongRunOfOnesDoesNotOverflow() {
        byte[] bytes = new byte[65_535];
        java.util.Arrays.fill(bytes, (byte) 0xff);

        assertThat(Checksum.sum(MemorySegment.ofArray(bytes), 0, bytes.length))
                .isEqualTo(byDefinition(bytes, 0, bytes.length));
    }

    @Test
    void anUpdatedFieldIsAsGoodAsARecomputedOne() {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 10_000; round++) {
            byte[] bytes = new byte[2 * random.nextInt(1, 30)];
            random.nextBytes(bytes);
            int before = byDefinition(bytes, 0, bytes.length);
            int rest = random.nextInt(1, 0x10000);
            int field = Checksum.complement(Checksum.add(before, rest));
            random.nextBytes(bytes);
            int after = byDefinition(bytes, 0, bytes.length);

            int updated = Checksum.update(field, before, after);

            assertThat(Checksum.add(Checksum.add(after, rest), updated)).isEqualTo(0xffff);
        }
    }

    private static int byDefinition(byte[] bytes, int at, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (long) (bytes[at + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }
}
