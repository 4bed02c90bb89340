package dev.holdfast.protocol.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * An ICMP error about a TCP segment, where it lies: the segment's header, or at least its first eight bytes, is quoted in it
 * (RFC 792, RFC 4443 section 3). A TCP heeds an error only if the quoted number is one that it has in flight (RFC 5927 section 4),
 * so the number is translated like the segment's own (I6).
 */
public final class IcmpError {

    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int TCP = 6;
    private static final int HEADER = 8;
    private static final int QUOTED_TCP = 8;
    private static final int IPV6_HEADER = 40;

    private final MemorySegment memory;
    private final long icmp;
    private final long tcp;
    private final IpAddress source;
    private final IpAddress destination;

    private IcmpError(MemorySegment memory, long icmp, long tcp, IpAddress source, IpAddress destination) {
        this.memory = memory;
        this.icmp = icmp;
        this.tcp = tcp;
        this.source = source;
        this.destination = destination;
    }

    /**
     * Writes what a host says of a segment that did not get through (RFC 792 code 1, RFC 4443 section 3.1 code 0): from {@code server} to
     * {@code client}, about the client's segment with the number {@code seq}.
     *
     * @return the packet's length, bytes
     */
    public static int unreachable(MemorySegment memory, long offset, Endpoint server, Endpoint client, SeqNum seq) {
        boolean v6 = server.address().v6();
        int ip = PacketCodec.tcpOffset(v6);
        long icmp = offset + ip;
        Segment lost = new Segment(seq, SeqNum.ZERO, TcpFlags.ACK, 0, 0, TcpOptions.NONE, Payload.EMPTY);
        int length =
                HEADER + PacketCodec.encode(memory, icmp + HEADER, client, server, lost, PacketCodec.ChecksumMode.FULL);
        memory.set(BigEndian.SHORT, icmp, (short) (v6 ? 0x0100 : 0x0301));
        memory.set(BigEndian.SHORT, icmp + 2, (short) 0);
        memory.set(BigEndian.INT, icmp + 4, 0);
        PacketCodec.writeIp(memory, offset, v6 ? ICMP6 : ICMP, server.address(), client.address(), ip + length);
        int sum = Checksum.sum(memory, icmp, length);
        int whole = v6 ? Checksum.add(sum, Checksum.pseudoHeader(memory, offset, true, ICMP6, length)) : sum;
        memory.set(BigEndian.SHORT, icmp + 2, (short) Checksum.complement(whole));
        return ip + length;
    }

    /** Null if the packet of {@code length} bytes at {@code packet}, which was decoded as {@code ip}, is nothing of this kind. */
    public static @Nullable IcmpError in(MemorySegment memory, long packet, int length, PacketCodec.Decoded.Other ip) {
        int quoted = ip.offset() + HEADER;
        if (length < quoted + 20 + QUOTED_TCP) {
            return null;
        }
        int type = octet(memory, packet + ip.offset());
        int version = octet(memory, packet + quoted) >>> 4;
        boolean v4 = ip.protocol() == ICMP && (type == 3 || type == 4 || type == 11 || type == 12) && version == 4;
        boolean v6 = ip.protocol() == ICMP6 && type >= 1 && type <= 4 && version == 6;
        return v4
                ? quotingV4(memory, packet, length, ip.offset())
                : v6 ? quotingV6(memory, packet, length, ip.offset()) : null;
    }

    private static @Nullable IcmpError quotingV4(MemorySegment memory, long packet, int length, int icmp) {
        long ip = packet + icmp + HEADER;
        int header = (octet(memory, ip) & 0xf) * 4;
        boolean first = (memory.get(BigEndian.SHORT, ip + 6) & 0x1fff) == 0;
        if (header < 20 || icmp + HEADER + header + QUOTED_TCP > length || !first || octet(memory, ip + 9) != TCP) {
            return null;
        }
        return new IcmpError(
                memory,
                packet + icmp,
                ip + header,
                IpAddress.v4(memory.get(BigEndian.INT, ip + 12)),
                IpAddress.v4(memory.get(BigEndian.INT, ip + 16)));
    }

    private static @Nullable IcmpError quotingV6(MemorySegment memory, long packet, int length, int icmp) {
        long ip = packet + icmp + HEADER;
        if (icmp + HEADER + IPV6_HEADER + QUOTED_TCP > length || octet(memory, ip + 6) != TCP) {
            return null;
        }
        return new IcmpError(
                memory,
                packet + icmp,
                ip + IPV6_HEADER,
                new IpAddress(true, memory.get(BigEndian.LONG, ip + 8), memory.get(BigEndian.LONG, ip + 16)),
                new IpAddress(true, memory.get(BigEndian.LONG, ip + 24), memory.get(BigEndian.LONG, ip + 32)));
    }

    /** Who sent the segment that the error is about. */
    public Endpoint source() {
        return new Endpoint(source, memory.get(BigEndian.SHORT, tcp) & 0xffff);
    }

    /** Whom it was meant for. */
    public Endpoint destination() {
        return new Endpoint(destination, memory.get(BigEndian.SHORT, tcp + 2) & 0xffff);
    }

    /** The segment's sequence number. */
    public SeqNum seq() {
        return new SeqNum(memory.get(BigEndian.INT, tcp + 4));
    }

    /** Gives the quoted segment another number; the checksum follows. */
    public void renumber(SeqNum seq) {
        int before = Checksum.sum(memory, tcp + 4, 4);
        memory.set(BigEndian.INT, tcp + 4, seq.value());
        int field = memory.get(BigEndian.SHORT, icmp + 2) & 0xffff;
        memory.set(BigEndian.SHORT, icmp + 2, (short) Checksum.update(field, before, Checksum.sum(memory, tcp + 4, 4)));
    }

    private static int octet(MemorySegment memory, long at) {
        return memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }
}
