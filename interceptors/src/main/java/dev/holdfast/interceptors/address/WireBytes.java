package dev.holdfast.interceptors.address;

import dev.holdfast.protocol.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Addresses in packets, in network byte order without alignment. */
final class WireBytes {

    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private WireBytes() {}

    static int octet(MemorySegment memory, long at) {
        return memory.get(BYTE, at) & 0xff;
    }

    static int half(MemorySegment memory, long at) {
        return memory.get(SHORT, at) & 0xffff;
    }

    static long mac(MemorySegment memory, long at) {
        return (long) half(memory, at) << 32 | (memory.get(INT, at + 2) & 0xffff_ffffL);
    }

    static void mac(MemorySegment memory, long at, long mac) {
        memory.set(SHORT, at, (short) (mac >>> 32));
        memory.set(INT, at + 2, (int) mac);
    }

    static boolean holds(MemorySegment memory, long at, IpAddress v6) {
        return memory.get(LONG, at) == v6.high() && memory.get(LONG, at + 8) == v6.low();
    }

    static void address(MemorySegment memory, long at, IpAddress v6) {
        memory.set(LONG, at, v6.high());
        memory.set(LONG, at + 8, v6.low());
    }
}
