package dev.holdfast.persistence.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.journal.RecordMemory;
import dev.holdfast.protocol.wire.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendQueueTest {

    private static final int LONG = 100_000;

    private final RecordMemory memory = new RecordMemory(4 << 20);
    private final SendQueue queue = new SendQueue();

    @AfterEach
    void close() {
        memory.close();
    }

    private Payload queued() {
        Payload payload = memory.take(LONG);
        queue.add(new Outgoing(ByteBuffer.allocate(10), List.of(payload)));
        payload.release();
        return payload;
    }

    private static void read(ByteBuffer buffer, int bytes) {
        buffer.position(buffer.position() + bytes);
    }

    @Test
    void holdsAPayloadUntilAllOfItIsWritten() {
        // Given
        queued();
        ByteBuffer[] pieces = queue.first(16);
        assertThat(Stream.of(pieces).map(ByteBuffer::remaining)).containsExactly(10, LONG);
        // When
        read(pieces[0], 10);
        read(pieces[1], LONG - 1);
        queue.settle();
        // Then
        assertThat(memory.heldBytes()).isPositive();
        assertThat(queue.bytes()).isEqualTo(LONG);
        // When
        read(queue.first(16)[0], 1);
        queue.settle();
        // Then
        assertThat(memory.heldBytes()).isZero();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void letsGoWhatIsNeverSent() {
        queued();
        queued();
        queue.clear();
        assertThat(memory.heldBytes()).isZero();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void cutsLongPayloadsOfTheHeapIntoPiecesThatTheKernelTakesOneByOne() {
        byte[] bytes = new byte[LONG * 3];
        queue.add(new Outgoing(ByteBuffer.allocate(10), List.of(Payload.of(bytes))));
        assertThat(Stream.of(queue.first(16))
                        .skip(1)
                        .mapToInt(ByteBuffer::remaining)
                        .sum())
                .isEqualTo(bytes.length);
        assertThat(Stream.of(queue.first(16)).mapToInt(ByteBuffer::remaining).max())
                .hasValue(64 << 10);
    }
}
