package dev.holdfast.protocol.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The option part of a TCP header, 0 to 40 bytes (RFC 9293 section 3.1; kinds: the IANA registry). */
final class OptionsCodec {

    static final int LENGTH_MAX = 40;

    private static final int END = 0;
    private static final int NOP = 1;
    private static final int MSS = 2;
    private static final int WINDOW_SCALE = 3;
    private static final int SACK_PERMITTED = 4;
    private static final int SACK = 5;
    private static final int TIMESTAMPS = 8;

    private OptionsCodec() {}

    /** The options in {@code length} bytes, or null if they are malformed. */
    static @Nullable TcpOptions decode(MemorySegment memory, long offset, int length) {
        return length == 0 ? TcpOptions.NONE : new Reader().read(memory, offset, offset + length);
    }

    private static final class Reader {
        private int mss = TcpOptions.ABSENT;
        private int windowScale = TcpOptions.ABSENT;
        private boolean sackPermitted;
        private boolean timestamps;
        private int tsVal;
        private int tsEcr;
        private List<TcpOptions.SackBlock> sack = List.of();
        private Payload unknown = Payload.EMPTY;

        @Nullable
        TcpOptions read(MemorySegment memory, long start, long end) {
            long at = start;
            while (at < end) {
                int kind = memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
                if (kind == END) {
                    break;
                }
                if (kind == NOP) {
                    at++;
                    continue;
                }
                int size = at + 1 < end ? memory.get(ValueLayout.JAVA_BYTE, at + 1) & 0xff : 0;
                if (size < 2 || at + size > end || !option(kind, size, memory, at)) {
                    return null;
                }
                at += size;
            }
            return new TcpOptions(mss, windowScale, sackPermitted, timestamps, tsVal, tsEcr, sack, unknown);
        }

        private boolean option(int kind, int size, MemorySegment memory, long at) {
            switch (kind) {
                case MSS -> {
                    mss = size == 4 ? memory.get(BigEndian.SHORT, at + 2) & 0xffff : mss;
                    return size == 4;
                }
                case WINDOW_SCALE -> {
                    windowScale = size == 3
                            ? Math.min(memory.get(ValueLayout.JAVA_BYTE, at + 2) & 0xff, TcpOptions.WINDOW_SCALE_MAX)
                            : windowScale;
                    return size == 3;
                }
                case SACK_PERMITTED -> {
                    sackPermitted = true;
                    return size == 2;
                }
                case SACK -> {
                    return sackBlocks(size, memory, at);
                }
                case TIMESTAMPS -> {
                    if (size != 10) {
                        return false;
                    }
                    timestamps = true;
                    tsVal = memory.get(BigEndian.INT, at + 2);
                    tsEcr = memory.get(BigEndian.INT, at + 6);
                    return true;
                }
                default -> {
                    keepUnknown(memory, at, size);
                    return true;
                }
            }
        }

        private boolean sackBlocks(int size, MemorySegment memory, long at) {
            int count = (size - 2) / 8;
            if (size != 2 + 8 * count || count < 1 || count > TcpOptions.SACK_BLOCKS_MAX) {
                return false;
            }
            List<TcpOptions.SackBlock> blocks = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                blocks.add(new TcpOptions.SackBlock(
                        new SeqNum(memory.get(BigEndian.INT, at + 2 + 8L * i)),
                        new SeqNum(memory.get(BigEndian.INT, at + 6 + 8L * i))));
            }
            sack = blocks;
            return true;
        }

        private void keepUnknown(MemorySegment memory, long at, int size) {
            byte[] all = new byte[unknown.length() + size];
            MemorySegment target = MemorySegment.ofArray(all);
            unknown.copyTo(target, 0);
            MemorySegment.copy(memory, at, target, unknown.length(), size);
            unknown = Payload.of(all);
        }
    }

    /** Bytes that {@code options} take when encoded, a multiple of four. */
    static int length(TcpOptions options) {
        int raw = (options.mss() != TcpOptions.ABSENT ? 4 : 0)
                + (options.sackPermitted() ? 2 : 0)
                + (options.timestamps() ? 10 : 0)
                + (options.windowScale() != TcpOptions.ABSENT ? 3 : 0)
                + (options.sack().isEmpty() ? 0 : 2 + 8 * options.sack().size())
                + options.unknown().length();
        return (raw + 3) & ~3;
    }

    /** Writes {@code options} into exactly {@code room} bytes, the rest NOPs. */
    static void encode(TcpOptions options, MemorySegment memory, long offset, int room) {
        long at = offset;
        if (options.mss() != TcpOptions.ABSENT) {
            at = head(memory, at, MSS, 4);
            memory.set(BigEndian.SHORT, at, (short) options.mss());
            at += 2;
        }
        if (options.sackPermitted()) {
            at = head(memory, at, SACK_PERMITTED, 2);
        }
        if (options.timestamps()) {
            at = head(memory, at, TIMESTAMPS, 10);
            memory.set(BigEndian.INT, at, options.tsVal());
            memory.set(BigEndian.INT, at + 4, options.tsEcr());
            at += 8;
        }
        if (options.windowScale() != TcpOptions.ABSENT) {
            at = head(memory, at, WINDOW_SCALE, 3);
            memory.set(ValueLayout.JAVA_BYTE, at++, (byte) options.windowScale());
        }
        if (!options.sack().isEmpty()) {
            at = head(memory, at, SACK, 2 + 8 * options.sack().size());
            for (TcpOptions.SackBlock block : options.sack()) {
                memory.set(BigEndian.INT, at, block.left().value());
                memory.set(BigEndian.INT, at + 4, block.right().value());
                at += 8;
            }
        }
        options.unknown().copyTo(memory, at);
        at += options.unknown().length();
        while (at < offset + room) {
            memory.set(ValueLayout.JAVA_BYTE, at++, (byte) NOP);
        }
    }

    private static long head(MemorySegment memory, long at, int kind, int size) {
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) kind);
        memory.set(ValueLayout.JAVA_BYTE, at + 1, (byte) size);
        return at + 2;
    }
}
