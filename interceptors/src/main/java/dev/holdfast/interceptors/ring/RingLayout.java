package dev.holdfast.interceptors.ring;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Mirrors {@code ring.h}. */
final class RingLayout {

    static final int MAGIC = 0x44484652;
    static final int VERSION = 1;
    static final int HEADER_BYTES = 4096;
    static final int SLOT_BYTES = 32;
    static final int SLOT_DETAIL_BYTES = 24;
    /** Set in the mark of a record's further slots. */
    static final long FURTHER = 1L << 63;

    static final int SLOTS_LOG2_MIN = 10;
    static final int SLOTS_LOG2_MAX = 24;

    static final long MAGIC_AT = 0;
    static final long VERSION_AT = 4;
    static final long SLOTS_LOG2_AT = 8;
    static final long LEVEL_AT = 12;
    static final long ABANDONED_AT = 16;
    static final long PATIENCE_MILLIS_AT = 20;
    static final long HEAD_AT = 64;
    static final long TAIL_AT = 128;
    static final long BEAT_AT = 192;
    static final long STREAMS_AT = 256;

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONGS = LONG.varHandle();
    static final VarHandle INTS = INT.varHandle();

    private RingLayout() {}
}
