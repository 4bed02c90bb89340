package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.Lives;
import dev.holdfast.protocol.quorum.LogRecord;
import dev.holdfast.protocol.quorum.Position;
import dev.holdfast.protocol.wire.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Builds one frame: fields in a head that grows, payloads behind it where they lie (they are not copied here). Owned by one call.
 */
final class MessageWriter {

    static final int TEXT_BYTES_MAX = 0xff;

    private static final int HEAD_BYTES = 256;

    private final List<Payload> payloads = new ArrayList<>();
    private ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).position(Integer.BYTES);

    MessageWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    MessageWriter u16(int value) {
        room(Short.BYTES).putShort((short) value);
        return this;
    }

    MessageWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    MessageWriter i32(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    MessageWriter i64(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    /** @throws IllegalArgumentException if it has more than {@value #TEXT_BYTES_MAX} bytes: our own bug */
    MessageWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException("a name of " + utf8.length + " bytes");
        }
        u8(utf8.length).room(utf8.length).put(utf8);
        return this;
    }

    MessageWriter epoch(Epoch epoch) {
        return i64(epoch.number()).text(epoch.writer());
    }

    MessageWriter position(Position position) {
        return i64(position.index()).epoch(position.epoch());
    }

    MessageWriter lives(Lives lives) {
        u8(lives.byNode().size());
        lives.byNode().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> text(each.getKey()).i64(each.getValue()));
        return this;
    }

    MessageWriter records(List<LogRecord> records) {
        i32(records.size());
        records.forEach(each -> epoch(each.epoch()).payload(each.payload()));
        return this;
    }

    /** Its length here, its bytes behind the head. */
    MessageWriter payload(Payload payload) {
        payloads.add(payload);
        return i32(payload.length());
    }

    /** The frame, its length first. */
    Outgoing finished() {
        long length = (long) head.position() - Integer.BYTES;
        for (Payload payload : payloads) {
            length += payload.length();
        }
        head.putInt(0, Math.toIntExact(length)).flip();
        return new Outgoing(head, payloads);
    }

    /** As {@link #finished} in one piece, without the length. */
    byte[] unframed() {
        Outgoing frame = finished();
        ByteBuffer whole = ByteBuffer.allocate(head.getInt(0));
        whole.put(frame.head().position(Integer.BYTES));
        frame.payloads().forEach(payload -> whole.put(payload.asBuffer()));
        return whole.array();
    }

    private ByteBuffer room(int bytes) {
        if (head.remaining() < bytes) {
            int size = Math.max(2 * head.capacity(), head.position() + bytes);
            head = ByteBuffer.allocate(size).put(head.flip());
        }
        return head;
    }
}
