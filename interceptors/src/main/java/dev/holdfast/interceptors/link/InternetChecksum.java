package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The one's complement sum of RFC 1071, as a value of 0..0xffff in network order; pure, any thread. */
public final class InternetChecksum {

    private static final ValueLayout.OfLong EIGHT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private InternetChecksum() {}

    /** The sum of {@code length} bytes; not complemented. The sum does not care in which byte order it is made. */
    public static int sum(MemorySegment memory, long at, int length) {
        long low = 0;
        long high = 0;
        long whole = at + (length & ~7);
        for (long i = at; i < whole; i += 8) {
            long eight = memory.get(EIGHT, i);
            low += eight & 0xffff_ffffL;
            high += eight >>> 32;
        }
        long rest = 0;
        for (int i = 0; i < (length & 7); i++) {
            rest |= (memory.get(JAVA_BYTE, whole + i) & 0xffL) << (8 * i);
        }
        long total = low + high + (rest & 0xffff_ffffL) + (rest >>> 32);
        return Short.toUnsignedInt(Short.reverseBytes((short) fold(total)));
    }

    /** The sum of the pseudo-header of the IPv4 or IPv6 packet at {@code ip} (RFC 9293 3.1, RFC 8200 8.1). */
    public static int pseudoHeader(MemorySegment memory, long ip, boolean v6, int protocol, int transportLength) {
        int addresses = v6 ? sum(memory, ip + 8, 32) : sum(memory, ip + 12, 8);
        return fold((long) addresses + protocol + (transportLength >>> 16) + (transportLength & 0xffff));
    }

    /** Adds sums up again to 16 bits. */
    public static int fold(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) folded;
    }
}
