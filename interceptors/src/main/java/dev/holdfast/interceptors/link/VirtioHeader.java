package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * The 10 bytes in host byte order that AF_PACKET and TUN put before a packet.
 *
 * <pre>
 *  0      1         2         4          6            8             10
 *  | flags| gso type| hdr_len | gso_size | csum_start | csum_offset |
 * </pre>
 *
 * <p>Its offsets count from the link-layer header, a frame's from the IP header: hence {@code linkLayer}.
 */
final class VirtioHeader {

    static final int SIZE = 10;

    private static final int NEEDS_CHECKSUM = 1;
    private static final int DATA_VALID = 2;
    private static final int GSO_ECN = 0x80;

    private VirtioHeader() {}

    /** Describes {@code frame} from the header at {@code at}. */
    static void read(Frame frame, long at, int linkLayer) {
        MemorySegment memory = frame.memory();
        int flags = memory.get(JAVA_BYTE, at);
        int kind = memory.get(JAVA_BYTE, at + 1);
        if ((flags & NEEDS_CHECKSUM) != 0) {
            frame.partial(unsigned(memory, at + 6) - linkLayer, unsigned(memory, at + 8));
        }
        frame.verified((flags & DATA_VALID) != 0);
        Gso gso = Gso.ofCode(kind & ~GSO_ECN);
        if (gso != Gso.NONE) {
            frame.segmented(gso, unsigned(memory, at + 4), Math.max(0, unsigned(memory, at + 2) - linkLayer));
            frame.congestionBits((kind & GSO_ECN) != 0);
        }
    }

    /** Writes the header of {@code frame} at {@code at}. */
    static void write(Frame frame, long at, int linkLayer) {
        MemorySegment memory = frame.memory();
        boolean partial = frame.partialChecksum();
        boolean segmented = frame.gsoSize() > 0;
        memory.set(JAVA_BYTE, at, (byte) (partial ? NEEDS_CHECKSUM : 0));
        memory.set(JAVA_BYTE, at + 1, (byte) (segmented ? frame.gso().code | (frame.ecn() ? GSO_ECN : 0) : 0));
        int headers = segmented ? Math.min(frame.headerLength(), frame.ipLength()) + linkLayer : 0;
        memory.set(JAVA_SHORT_UNALIGNED, at + 2, (short) headers);
        memory.set(JAVA_SHORT_UNALIGNED, at + 4, (short) frame.gsoSize());
        memory.set(JAVA_SHORT_UNALIGNED, at + 6, (short) (partial ? frame.checksumStart() + linkLayer : 0));
        memory.set(JAVA_SHORT_UNALIGNED, at + 8, (short) (partial ? frame.checksumOffset() : 0));
    }

    private static int unsigned(MemorySegment memory, long at) {
        return memory.get(JAVA_SHORT_UNALIGNED, at) & 0xffff;
    }
}
