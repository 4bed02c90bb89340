package dev.holdfast.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordMemoryTest {

    private static final int MIB = 1 << 20;

    private final RecordMemory memory = new RecordMemory(4 * MIB);

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void aBlockIsUsedAgainWhenTheLastHasReleasedIt() {
        // Given
        Payload first = memory.take(100_000);
        Payload part = first.slice(10, 20);
        long address = first.memory().address();
        // When
        part.hold();
        first.release();
        // Then
        Payload other = memory.take(100_000);
        assertThat(other.memory().address()).isNotEqualTo(address);
        // When
        part.release();
        // Then
        assertThat(memory.take(100_000).memory().address()).isEqualTo(address);
    }

    @Test
    void whatIsShortOrTooLongOrFindsNoRoomLiesInTheHeap() {
        assertThat(memory.take(RecordMemory.BYTES_MIN - 1).memory().isNative()).isFalse();
        assertThat(memory.take(MIB + 1).memory().isNative()).isFalse();
        for (int i = 0; i < 4; i++) {
            assertThat(memory.take(MIB).memory().isNative()).isTrue();
        }
        assertThat(memory.take(RecordMemory.BYTES_MIN).memory().isNative()).isFalse();
        assertThat(memory.heldBytes()).isEqualTo(4 * MIB);
    }

    @Test
    void blocksThatAreHeldNeverOverlapAndAllComeBack() {
        // Given
        SplittableRandom random = new SplittableRandom(7);
        List<Payload> held = new ArrayList<>();
        List<Byte> marks = new ArrayList<>();
        // When
        for (int i = 0; i < 2_000; i++) {
            if (held.isEmpty() || random.nextInt(5) < 3) {
                Payload taken = memory.take(random.nextInt(1, MIB));
                byte mark = (byte) i;
                for (int at = 0; at < taken.length(); at += 97) {
                    taken.asBuffer().put(at, mark);
                }
                held.add(taken);
                marks.add(mark);
            } else {
                int which = random.nextInt(held.size());
                Payload done = held.remove(which);
                byte mark = marks.remove(which);
                for (int at = 0; at < done.length(); at += 97) {
                    assertThat(done.at(at)).isEqualTo(mark);
                }
                done.release();
            }
        }
        held.forEach(Payload::release);
        // Then
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void aPayloadThatIsKeptWithoutBeingHeldIsACopy() {
        Payload taken = memory.take(50_000);
        taken.asBuffer().put(0, (byte) 5);
        Payload own = taken.owned();
        taken.asBuffer().put(0, (byte) 6);
        assertThat(own.at(0)).isEqualTo((byte) 5);
    }

    @Test
    void whoReleasesTooOftenIsTold() {
        Payload taken = memory.take(50_000);
        taken.release();
        assertThatThrownBy(taken::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(taken::hold).isInstanceOf(IllegalStateException.class);
    }
}
