package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.Lives;
import dev.holdfast.protocol.quorum.LogRecord;
import dev.holdfast.protocol.quorum.Position;
import dev.holdfast.protocol.wire.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes one frame apart; every length is checked against what is left before anything is made of it. Payloads share the frame's
 * memory. Owned by one call.
 */
final class MessageReader {

    private static final int EPOCH_BYTES_MIN = Long.BYTES + 1;

    private final Payload frame;
    private final ByteBuffer in;

    MessageReader(Payload frame) {
        this.frame = frame;
        this.in = frame.asBuffer();
    }

    int u8() throws MalformedMessageException {
        return Byte.toUnsignedInt(need(1).get());
    }

    int u16() throws MalformedMessageException {
        return Short.toUnsignedInt(need(Short.BYTES).getShort());
    }

    boolean flag() throws MalformedMessageException {
        int value = u8();
        check(value <= 1, "a flag is 0 or 1");
        return value == 1;
    }

    int i32() throws MalformedMessageException {
        return need(Integer.BYTES).getInt();
    }

    long i64() throws MalformedMessageException {
        return need(Long.BYTES).getLong();
    }

    /** A number that is never negative. */
    long natural() throws MalformedMessageException {
        long value = i64();
        check(value >= 0, "a negative number");
        return value;
    }

    /** As {@link #natural}, in 32 bits. */
    int naturalInt() throws MalformedMessageException {
        int value = i32();
        check(value >= 0, "a negative number");
        return value;
    }

    String text() throws MalformedMessageException {
        byte[] utf8 = new byte[u8()];
        need(utf8.length).get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    Epoch epoch() throws MalformedMessageException {
        return new Epoch(natural(), text());
    }

    Position position() throws MalformedMessageException {
        return new Position(natural(), epoch());
    }

    Lives lives() throws MalformedMessageException {
        int count = u8();
        Map<String, Long> byNode = new HashMap<>();
        for (int i = 0; i < count; i++) {
            check(byNode.put(text(), natural()) == null, "a node twice");
        }
        return new Lives(byNode);
    }

    /** The records; nothing but their payloads may follow. */
    List<LogRecord> records() throws MalformedMessageException {
        int count = naturalInt();
        check(count <= in.remaining() / (EPOCH_BYTES_MIN + Integer.BYTES), "more records than bytes");
        List<Epoch> epochs = new ArrayList<>(count);
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            epochs.add(epoch());
            lengths[i] = i32();
        }
        List<LogRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(new LogRecord(epochs.get(i), payload(lengths[i])));
        }
        return List.copyOf(records);
    }

    Payload payload(int length) throws MalformedMessageException {
        need(length);
        int from = in.position();
        in.position(from + length);
        return frame.slice(from, length);
    }

    <T> T last(T message) throws MalformedMessageException {
        check(!in.hasRemaining(), "bytes behind the message");
        return message;
    }

    void check(boolean right, String what) throws MalformedMessageException {
        if (!right) {
            throw new MalformedMessageException(what + ", at byte " + in.position());
        }
    }

    private ByteBuffer need(int bytes) throws MalformedMessageException {
        check(bytes >= 0 && bytes <= in.remaining(), "cut off");
        return in;
    }
}
