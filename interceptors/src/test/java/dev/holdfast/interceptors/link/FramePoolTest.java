package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FramePoolTest {

    private final MemoryLink wire = new MemoryLink(1);
    private final MemoryLink other = new MemoryLink(2);

    @AfterEach
    void close() {
        wire.close();
        other.close();
    }

    @Test
    void flushesALentFrameBeforeItsMemoryIsUsedAgain() {
        Frame first = wire.arriving(Frame.IPV4, 9, new byte[] {1, 1});
        other.send(first, 9);
        wire.arriving(Frame.IPV4, 9, new byte[] {2, 2});
        assertThat(other.sent()).hasSize(1);
        assertThat(other.sent().getFirst().bytes()).containsExactly(1, 1);
    }

    @Test
    void flushesBlanksWhenAllAreInUse() {
        for (byte i = 0; i < 20; i++) {
            Frame blank = wire.blank();
            blank.plain(Frame.IPV4, 1);
            blank.memory().set(JAVA_BYTE, blank.ipOffset(), i);
            wire.send(blank, 9);
        }
        wire.flush();
        assertThat(wire.sent())
                .hasSize(20)
                .allSatisfy(sent ->
                        assertThat(sent.bytes()[0]).isEqualTo((byte) wire.sent().indexOf(sent)));
    }

    @Test
    void aFrameNeverClaimsMoreThanItsSlot() {
        Frame blank = wire.blank();
        assertThatThrownBy(() -> blank.ipLength(blank.ipCapacity() + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(blank.memory().byteSize()).isGreaterThanOrEqualTo(blank.ipOffset() + blank.ipCapacity());
    }
}
