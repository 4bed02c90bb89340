package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Takes fields from memory; every length is checked against what is left before anything is made of it. Owned by one call.
 */
final class FieldReader {

    private final String manifest;
    private final Payload bytes;
    private final MemorySegment memory;
    private int at;

    FieldReader(String manifest, Payload bytes) {
        this.manifest = manifest;
        this.bytes = bytes;
        this.memory = bytes.memory();
    }

    int u8() {
        return Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, take(1)));
    }

    int u16() {
        return Short.toUnsignedInt(memory.get(LittleEndian.SHORT, take(2)));
    }

    int i32() {
        return memory.get(LittleEndian.INT, take(4));
    }

    long i64() {
        return memory.get(LittleEndian.LONG, take(8));
    }

    boolean bool() {
        int value = u8();
        check(value <= 1, () -> "a flag is 0 or 1, not " + value);
        return value == 1;
    }

    byte[] raw(int length) {
        return bytes.slice(take(length), length).toArray();
    }

    String text() {
        return new String(raw(u16()), StandardCharsets.UTF_8);
    }

    /** Shares the memory. */
    Payload payload() {
        int length = i32();
        return bytes.slice(take(length), length);
    }

    /** How many elements follow, each of at least {@code bytesMin}. */
    int count(int bytesMin) {
        int count = i32();
        check(count >= 0 && count <= left() / bytesMin, () -> count + " elements in " + left() + " bytes");
        return count;
    }

    int left() {
        return bytes.length() - at;
    }

    /** @param what is asked only if it is not right: most events are */
    void check(boolean right, Supplier<String> what) {
        if (!right) {
            throw malformed(what.get());
        }
    }

    MalformedEventException malformed(String what) {
        return new MalformedEventException(manifest, at, what);
    }

    private int take(int length) {
        if (length < 0 || length > left()) {
            throw malformed(Integer.toUnsignedString(length) + " bytes expected, " + left() + " left");
        }
        int from = at;
        at += length;
        return from;
    }
}
