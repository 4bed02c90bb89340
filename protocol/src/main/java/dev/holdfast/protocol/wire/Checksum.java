package dev.holdfast.protocol.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The internet checksum (RFC 1071), whole and incremental (RFC 1624).
 *
 * <p>A <em>sum</em> here is the one's-complement sum of big-endian 16-bit words before the final complement, in 0 to 0xffff.
 */
public final class Checksum {

    private static final ValueLayout.OfLong LITTLE_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Checksum() {}

    /** The sum of {@code length} bytes; an odd last byte counts as the high half of a word. */
    public static int sum(MemorySegment memory, long offset, long length) {
        long low = 0;
        long high = 0;
        long whole = offset + (length & ~7);
        for (long at = offset; at < whole; at += 8) {
            long eight = memory.get(LITTLE_LONG, at);
            low += eight & 0xffff_ffffL;
            high += eight >>> 32;
        }
        long rest = 0;
        for (int i = 0; i < (length & 7); i++) {
            rest |= (memory.get(ValueLayout.JAVA_BYTE, whole + i) & 0xffL) << (8 * i);
        }
        int folded = fold(low + high + (rest & 0xffff_ffffL) + (rest >>> 32));
        return ((folded & 0xff) << 8) | (folded >>> 8);
    }

    /** The sum of the pseudo header of the IPv4 or IPv6 packet at {@code ip}, {@code length} bytes of {@code protocol} in it. */
    public static int pseudoHeader(MemorySegment memory, long ip, boolean v6, int protocol, int length) {
        int addresses = v6 ? sum(memory, ip + 8, 32) : sum(memory, ip + 12, 8);
        return fold((long) addresses + protocol + length);
    }

    /** The sum of the pseudo header of a TCP segment (RFC 9293 section 3.1, RFC 8200 section 8.1). */
    public static int pseudoHeader(IpAddress source, IpAddress destination, int tcpLength) {
        return fold(words(source) + words(destination) + 6 + tcpLength);
    }

    public static int add(int sum, int other) {
        return fold((long) sum + other);
    }

    /** The checksum field after a range whose sum was {@code before} has become {@code after} (RFC 1624 equation 3). */
    public static int update(int field, int before, int after) {
        return ~fold((long) (~field & 0xffff) + (~before & 0xffff) + after) & 0xffff;
    }

    public static int complement(int sum) {
        return ~sum & 0xffff;
    }

    private static long words(IpAddress address) {
        return halves(address.high()) + halves(address.low());
    }

    private static long halves(long bits) {
        return (bits >>> 48) + ((bits >>> 32) & 0xffff) + ((bits >>> 16) & 0xffff) + (bits & 0xffff);
    }

    private static int fold(long total) {
        long sum = total;
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }
}
