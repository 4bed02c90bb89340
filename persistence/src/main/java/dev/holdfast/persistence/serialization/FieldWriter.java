package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Fills an array of the right size field by field; a size that does not fit is our own bug and throws. Owned by one call.
 *
 * <p>A text is its length in bytes (u16) and UTF-8; a payload its length (u32) and its bytes, copied once.
 */
final class FieldWriter {

    static final int TEXT_BYTES_MAX = 0xffff;

    private final byte[] bytes;
    private final MemorySegment memory;
    private int at;

    FieldWriter(int size) {
        this.bytes = new byte[size];
        this.memory = MemorySegment.ofArray(bytes);
    }

    FieldWriter u8(int value) {
        bytes[at++] = (byte) value;
        return this;
    }

    FieldWriter u16(int value) {
        memory.set(LittleEndian.SHORT, at, (short) value);
        at += 2;
        return this;
    }

    FieldWriter i32(int value) {
        memory.set(LittleEndian.INT, at, value);
        at += 4;
        return this;
    }

    FieldWriter i64(long value) {
        memory.set(LittleEndian.LONG, at, value);
        at += 8;
        return this;
    }

    FieldWriter raw(byte[] value) {
        System.arraycopy(value, 0, bytes, at, value.length);
        at += value.length;
        return this;
    }

    FieldWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return u16(utf8.length).raw(utf8);
    }

    FieldWriter payload(Payload value) {
        i32(value.length());
        value.copyTo(memory, at);
        at += value.length();
        return this;
    }

    byte[] finished() {
        if (at != bytes.length) {
            throw new IllegalStateException("announced " + bytes.length + " bytes, wrote " + at);
        }
        return bytes;
    }

    static int size(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException("a text has at most 65535 bytes, not " + length);
        }
        return 2 + length;
    }

    static int size(Payload payload) {
        return 4 + payload.length();
    }
}
