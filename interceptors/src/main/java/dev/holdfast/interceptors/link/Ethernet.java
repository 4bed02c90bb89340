package dev.holdfast.interceptors.link;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The 14-byte Ethernet II header, and byte order of the wire. */
final class Ethernet {

    static final int HEADER = 14;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Ethernet() {}

    static void write(MemorySegment memory, long at, long destination, long source, int etherType) {
        memory.set(LONG, at, destination << 16 | source >>> 32);
        memory.set(INT, at + 8, (int) source);
        memory.set(SHORT, at + 12, (short) etherType);
    }

    static long source(MemorySegment memory, long at) {
        return memory.get(LONG, at + 4) & 0xffff_ffff_ffffL;
    }

    static int etherType(MemorySegment memory, long at) {
        return memory.get(SHORT, at + 12) & 0xffff;
    }
}
