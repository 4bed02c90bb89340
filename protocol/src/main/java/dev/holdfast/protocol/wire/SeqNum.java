package dev.holdfast.protocol.wire;

/** A TCP sequence number: an integer modulo 2^32, compared by serial-number arithmetic (RFC 9293 section 3.4). */
public record SeqNum(int value) {

    public static final SeqNum ZERO = new SeqNum(0);

    public static SeqNum of(long value) {
        return new SeqNum((int) value);
    }

    public SeqNum plus(long count) {
        return new SeqNum(value + (int) count);
    }

    /** Signed distance {@code this - other} in (-2^31, 2^31]; positive when this number comes later. */
    public int minus(SeqNum other) {
        return value - other.value;
    }

    public boolean before(SeqNum other) {
        return minus(other) < 0;
    }

    public boolean after(SeqNum other) {
        return minus(other) > 0;
    }

    /** The 64-bit offset nearest to {@code near} that this number stands for in a stream whose offset 0 is {@code origin}. */
    public long toOffset(SeqNum origin, long near) {
        return near + (value - (origin.value + (int) near));
    }

    /** The number of {@code offset} in a stream whose offset 0 is {@code origin}. */
    public static SeqNum atOffset(SeqNum origin, long offset) {
        return origin.plus(offset);
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(value);
    }
}
