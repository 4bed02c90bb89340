package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Where the TCP header of a frame lies; pure.
 *
 * <p>Only whole packets whose TCP header follows the IP header itself: fragments and IPv6 extension headers are not cut.
 */
final class TcpLayout {

    static final int TCP = 6;
    static final int CHECKSUM = 16;

    private TcpLayout() {}

    /** The offset of the TCP header from the IP header, or -1 if there is none within the frame's length. */
    static int transport(Frame frame) {
        MemorySegment memory = frame.memory();
        long ip = frame.ipOffset();
        int at = frame.etherType() == Frame.IPV6
                ? inV6(memory, ip, frame.ipLength())
                : inV4(memory, ip, frame.ipLength());
        if (at < 0 || at + 20 > frame.ipLength()) {
            return -1;
        }
        int headers = at + headerLength(memory, ip + at);
        return headers < at + 20 || headers > frame.ipLength() ? -1 : at;
    }

    static int headerLength(MemorySegment memory, long transport) {
        return memory.get(JAVA_BYTE, transport + 12) >>> 2 & 0x3c;
    }

    private static int inV4(MemorySegment memory, long ip, int length) {
        if (length < 20 || memory.get(JAVA_BYTE, ip + 9) != TCP) {
            return -1;
        }
        int first = memory.get(JAVA_BYTE, ip);
        boolean fragment = (memory.get(Ethernet.SHORT, ip + 6) & 0x3fff) != 0;
        int header = (first & 0xf) * 4;
        return first >>> 4 != 4 || header < 20 || fragment ? -1 : header;
    }

    private static int inV6(MemorySegment memory, long ip, int length) {
        boolean tcp = length >= 40 && memory.get(JAVA_BYTE, ip) >>> 4 == 6 && memory.get(JAVA_BYTE, ip + 6) == TCP;
        return tcp ? 40 : -1;
    }
}
