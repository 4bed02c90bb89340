package dev.holdfast.interceptors.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {

    @Test
    void sumsTheExampleOfTheRfc() {
        MemorySegment memory = MemorySegment.ofArray(
                new byte[] {0, 1, (byte) 0xf2, 3, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7});
        assertThat(InternetChecksum.sum(memory, 0, 8)).isEqualTo(0xddf2);
    }

    @Test
    void agreesWithTheSlowSumForEveryLengthAndOffset() {
        byte[] bytes = new byte[300];
        new Random(7).nextBytes(bytes);
        MemorySegment memory = MemorySegment.ofArray(bytes);
        for (int from = 0; from < 9; from++) {
            for (int length = 0; length < 200; length++) {
                assertThat(InternetChecksum.sum(memory, from, length))
                        .isEqualTo(TcpPackets.slowSum(bytes, from, length, 0));
            }
        }
    }

    @Test
    void doesNotOverflowOnTheLargestPacketOfOnes() {
        byte[] bytes = new byte[65_535];
        Arrays.fill(bytes, (byte) 0xff);
        assertThat(InternetChecksum.sum(MemorySegment.ofArray(bytes), 0, 65_534))
                .isEqualTo(0xffff);
    }
}
