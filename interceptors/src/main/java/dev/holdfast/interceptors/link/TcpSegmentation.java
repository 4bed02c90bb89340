package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.holdfast.protocol.wire.Checksum;
import java.lang.foreign.MemorySegment;

/**
 * Cuts a TCP super-packet into segments with full checksums, as a kernel does where the hardware cannot.
 *
 * <p>{@link #begin}, then {@link #next} until it gives 0. Every segment has the super-packet's headers with its own length,
 * identification, sequence number and checksums; CWR is on the first only, FIN and PSH on the last only (RFC 3168 6.1.2, RFC
 * 9293). Pure; owned by its link.
 */
final class TcpSegmentation {

    private static final int FIN_PSH = 0x09;
    private static final int CWR = 0x80;

    private MemorySegment source = MemorySegment.NULL;
    private long ip;
    private boolean v6;
    private int transport;
    private int headers;
    private int end;
    private int at;
    private int size;

    /** Starts to cut {@code frame} into packets of at most {@code mtu} bytes; false if it is nothing that can be cut. */
    boolean begin(Frame frame, int mtu) {
        transport = TcpLayout.transport(frame);
        if (transport < 0) {
            return false;
        }
        source = frame.memory();
        ip = frame.ipOffset();
        v6 = frame.etherType() == Frame.IPV6;
        headers = transport + TcpLayout.headerLength(source, ip + transport);
        end = frame.ipLength();
        at = headers;
        size = Math.min(mtu - headers, frame.gsoSize() > 0 ? frame.gsoSize() : Integer.MAX_VALUE);
        return size > 0 && end > headers;
    }

    /** Writes the next segment at {@code target} and gives its length, or 0 after the last one. */
    int next(MemorySegment out, long target) {
        if (at >= end) {
            return 0;
        }
        int payload = Math.min(size, end - at);
        int length = headers + payload;
        MemorySegment.copy(source, ip, out, target, headers);
        MemorySegment.copy(source, ip + at, out, target + headers, payload);
        if (v6) {
            out.set(Ethernet.SHORT, target + 4, (short) (length - 40));
        } else {
            finishV4(out, target, length);
        }
        finishTcp(out, target, length, at + payload == end);
        at += payload;
        return length;
    }

    private void finishV4(MemorySegment out, long target, int length) {
        out.set(Ethernet.SHORT, target + 2, (short) length);
        int segment = (at - headers) / size;
        out.set(Ethernet.SHORT, target + 4, (short) (out.get(Ethernet.SHORT, target + 4) + segment));
        out.set(Ethernet.SHORT, target + 10, (short) 0);
        out.set(Ethernet.SHORT, target + 10, (short) ~Checksum.sum(out, target, transport));
    }

    private void finishTcp(MemorySegment out, long target, int length, boolean last) {
        long tcp = target + transport;
        out.set(Ethernet.INT, tcp + 4, out.get(Ethernet.INT, tcp + 4) + (at - headers));
        int flags = out.get(JAVA_BYTE, tcp + 13);
        flags &= last ? ~0 : ~FIN_PSH;
        flags &= at == headers ? ~0 : ~CWR;
        out.set(JAVA_BYTE, tcp + 13, (byte) flags);
        int tcpLength = length - transport;
        out.set(Ethernet.SHORT, tcp + TcpLayout.CHECKSUM, (short)
                Checksum.pseudoHeader(out, target, v6, TcpLayout.TCP, tcpLength));
        out.set(Ethernet.SHORT, tcp + TcpLayout.CHECKSUM, (short) ~Checksum.sum(out, tcp, tcpLength));
    }

    /** Makes a TCP frame that is too long for {@code mtu} a super-packet for the kernel to cut; false if it is no TCP. */
    static boolean mark(Frame frame, int mtu) {
        int transport = TcpLayout.transport(frame);
        if (transport < 0) {
            return false;
        }
        MemorySegment memory = frame.memory();
        long ip = frame.ipOffset();
        boolean v6 = frame.etherType() == Frame.IPV6;
        int headers = transport + TcpLayout.headerLength(memory, ip + transport);
        if (headers >= mtu) {
            return false;
        }
        int pseudo = Checksum.pseudoHeader(memory, ip, v6, TcpLayout.TCP, frame.ipLength() - transport);
        memory.set(Ethernet.SHORT, ip + transport + TcpLayout.CHECKSUM, (short) pseudo);
        frame.partial(transport, TcpLayout.CHECKSUM);
        frame.segmented(v6 ? Gso.TCP6 : Gso.TCP4, mtu - headers, headers);
        return true;
    }
}
