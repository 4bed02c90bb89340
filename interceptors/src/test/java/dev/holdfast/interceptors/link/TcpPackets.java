package dev.holdfast.interceptors.link;

import java.lang.foreign.MemorySegment;
import java.util.Random;

/** TCP packets with right checksums, made by the plainest means. */
final class TcpPackets {

    static final int FIN = 1;
    static final int PSH = 8;
    static final int ACK = 16;
    static final int CWR = 128;

    private TcpPackets() {}

    /** An IPv4 or IPv6 packet with 12 bytes of options and {@code payload} random bytes. */
    static byte[] packet(boolean v6, int payload, int sequence, int flags, long seed) {
        int ip = v6 ? 40 : 20;
        byte[] bytes = new byte[ip + 32 + payload];
        new Random(seed).nextBytes(bytes);
        MemorySegment memory = MemorySegment.ofArray(bytes);
        if (v6) {
            memory.set(Ethernet.INT, 0, 0x6000_0000);
            memory.set(Ethernet.SHORT, 4, (short) (32 + payload));
            memory.set(Ethernet.SHORT, 6, (short) (TcpLayout.TCP << 8 | 64));
        } else {
            memory.set(Ethernet.SHORT, 0, (short) 0x4500);
            memory.set(Ethernet.SHORT, 2, (short) bytes.length);
            memory.set(Ethernet.SHORT, 4, (short) 0xfffe);
            memory.set(Ethernet.SHORT, 6, (short) 0x4000);
            memory.set(Ethernet.SHORT, 8, (short) (64 << 8 | TcpLayout.TCP));
            memory.set(Ethernet.SHORT, 10, (short) 0);
            memory.set(Ethernet.SHORT, 10, (short) ~slowSum(bytes, 0, 20, 0));
        }
        memory.set(Ethernet.INT, ip + 4, sequence);
        memory.set(Ethernet.SHORT, ip + 12, (short) (8 << 12 | flags));
        memory.set(Ethernet.SHORT, ip + 16, (short) 0);
        memory.set(Ethernet.SHORT, ip + 16, (short) ~tcpSum(bytes, v6));
        return bytes;
    }

    /** The sum over pseudo-header and segment: 0xffff if the checksum is right. */
    static int tcpSum(byte[] bytes, boolean v6) {
        int ip = v6 ? 40 : 20;
        int pseudo = slowSum(bytes, v6 ? 8 : 12, v6 ? 32 : 8, TcpLayout.TCP + bytes.length - ip);
        return slowSum(bytes, ip, bytes.length - ip, pseudo);
    }

    /** RFC 1071 byte by byte. */
    static int slowSum(byte[] bytes, int from, int length, int start) {
        int sum = start;
        for (int i = 0; i < length; i++) {
            sum += (bytes[from + i] & 0xff) << ((i & 1) == 0 ? 8 : 0);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }
}
