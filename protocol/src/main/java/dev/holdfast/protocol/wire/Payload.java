package dev.holdfast.protocol.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A run of stream bytes, compared by content.
 *
 * <p>A payload either <em>owns</em> its bytes or <em>borrows</em> a packet buffer that is valid only while that packet is
 * processed; whoever keeps one longer calls {@link #owned()} first. One that lies in memory which is used again is borrowed, too, and
 * may be held instead ({@link Holding}). The bytes never change while a payload is in use.
 */
public final class Payload {

    public static final Payload EMPTY = new Payload(MemorySegment.ofArray(new byte[0]), true);

    private final MemorySegment memory;
    private final boolean owned;
    private final @Nullable Holding holding;

    private Payload(MemorySegment memory, boolean owned) {
        this(memory, owned, null);
    }

    private Payload(MemorySegment memory, boolean owned, @Nullable Holding holding) {
        this.memory = memory;
        this.owned = owned;
        this.holding = holding;
    }

    /** Takes over {@code bytes}: the caller no longer writes to them. */
    public static Payload of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Payload(MemorySegment.ofArray(bytes), true);
    }

    /** Takes over the range of {@code bytes}: the caller no longer writes to it. */
    public static Payload of(byte[] bytes, int from, int length) {
        return length == 0 ? EMPTY : new Payload(MemorySegment.ofArray(bytes).asSlice(from, length), true);
    }

    public static Payload borrowed(MemorySegment memory) {
        return memory.byteSize() == 0 ? EMPTY : new Payload(memory, false);
    }

    /** Borrows {@code memory} until the last who holds it has released it. */
    public static Payload held(MemorySegment memory, Holding holding) {
        return new Payload(memory, false, holding);
    }

    public int length() {
        return (int) memory.byteSize();
    }

    public boolean isEmpty() {
        return memory.byteSize() == 0;
    }

    public byte at(int index) {
        return memory.get(ValueLayout.JAVA_BYTE, index);
    }

    public Payload slice(int from, int length) {
        if (from == 0 && length == length()) {
            return this;
        }
        return length == 0 ? EMPTY : new Payload(memory.asSlice(from, length), owned, holding);
    }

    public Payload from(int from) {
        return slice(from, length() - from);
    }

    /** Whether it may be kept as it is. */
    public boolean isOwned() {
        return owned;
    }

    /** This payload if it owns its bytes, else a copy that does. */
    public Payload owned() {
        return owned ? this : of(toArray());
    }

    /** Keeps the bytes as they are until {@link #release}, if they lie where memory is used again; else nothing is to do. */
    public void hold() {
        if (holding != null) {
            holding.hold();
        }
    }

    /** As often as {@link #hold}. */
    public void release() {
        if (holding != null) {
            holding.release();
        }
    }

    public void copyTo(MemorySegment target, long offset) {
        MemorySegment.copy(memory, 0, target, offset, memory.byteSize());
    }

    public byte[] toArray() {
        return memory.toArray(ValueLayout.JAVA_BYTE);
    }

    /** The bytes themselves, big-endian, with an array if they lie in one; nobody writes to them. */
    public ByteBuffer asBuffer() {
        return memory.asByteBuffer();
    }

    /** The bytes themselves, read-only; valid as long as this payload is. */
    public MemorySegment memory() {
        return memory.asReadOnly();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that
                && memory.byteSize() == that.memory.byteSize()
                && memory.mismatch(that.memory) < 0;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length(); i++) {
            hash = 31 * hash + at(i);
        }
        return hash;
    }

    /** The length only: payloads stay out of logs. */
    @Override
    public String toString() {
        return length() + " B";
    }
}
