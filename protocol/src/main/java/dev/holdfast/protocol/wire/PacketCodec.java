package dev.holdfast.protocol.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * IPv4 and IPv6 packets with TCP in them, read and written where they lie; never throws on what a packet contains.
 *
 * <p>A <em>partial</em> checksum is one whose field holds only the pseudo header's sum because the hardware, or the kernel in
 * its place, completes it; changing header fields leaves it as it is.
 */
public final class PacketCodec {

    /** How the TCP checksum of an encoded packet is written. */
    public enum ChecksumMode {
        FULL,
        PARTIAL
    }

    /** What a packet turned out to be. */
    public sealed interface Decoded {

        /**
         * @param tcpOffset where the TCP header begins, counted from the IP header
         * @param headerLength bytes of the TCP header
         */
        record Tcp(Endpoint source, Endpoint destination, Segment segment, int tcpOffset, int headerLength)
                implements Decoded {}

        /** Some other protocol, for {@code destination}. */
        record Other(IpAddress source, IpAddress destination, int protocol, int offset) implements Decoded {}

        record Malformed(DropReason reason) implements Decoded {}
    }

    private static final int TCP = 6;
    private static final int TCP_HEADER_MIN = 20;
    private static final int IPV6_HEADER = 40;
    private static final int EXTENSIONS_MAX = 8;

    private PacketCodec() {}

    /**
     * Reads the IP packet of {@code length} bytes at {@code offset}. The segment's payload borrows {@code memory}.
     *
     * @param verify whether the TCP checksum must be checked here because nobody has done it yet
     */
    public static Decoded decode(MemorySegment memory, long offset, int length, boolean verify) {
        if (length < 20) {
            return new Decoded.Malformed(DropReason.TRUNCATED);
        }
        return switch ((memory.get(ValueLayout.JAVA_BYTE, offset) & 0xff) >>> 4) {
            case 4 -> decodeV4(memory, offset, length, verify);
            case 6 -> decodeV6(memory, offset, length, verify);
            default -> new Decoded.Malformed(DropReason.BAD_IP_HEADER);
        };
    }

    private static Decoded decodeV4(MemorySegment memory, long offset, int length, boolean verify) {
        int header = (memory.get(ValueLayout.JAVA_BYTE, offset) & 0xf) * 4;
        int total = memory.get(BigEndian.SHORT, offset + 2) & 0xffff;
        if (header < 20 || total < header) {
            return new Decoded.Malformed(DropReason.BAD_IP_HEADER);
        }
        if (total > length) {
            return new Decoded.Malformed(DropReason.TRUNCATED);
        }
        if ((memory.get(BigEndian.SHORT, offset + 6) & 0x3fff) != 0) {
            return new Decoded.Malformed(DropReason.FRAGMENT);
        }
        IpAddress source = IpAddress.v4(memory.get(BigEndian.INT, offset + 12));
        IpAddress destination = IpAddress.v4(memory.get(BigEndian.INT, offset + 16));
        int protocol = memory.get(ValueLayout.JAVA_BYTE, offset + 9) & 0xff;
        if (protocol != TCP) {
            return new Decoded.Other(source, destination, protocol, header);
        }
        return decodeTcp(memory, offset, header, total - header, source, destination, verify);
    }

    private static Decoded decodeV6(MemorySegment memory, long offset, int length, boolean verify) {
        if (length < IPV6_HEADER) {
            return new Decoded.Malformed(DropReason.TRUNCATED);
        }
        int total = IPV6_HEADER + (memory.get(BigEndian.SHORT, offset + 4) & 0xffff);
        if (total > length) {
            return new Decoded.Malformed(DropReason.TRUNCATED);
        }
        IpAddress source =
                new IpAddress(true, memory.get(BigEndian.LONG, offset + 8), memory.get(BigEndian.LONG, offset + 16));
        IpAddress destination =
                new IpAddress(true, memory.get(BigEndian.LONG, offset + 24), memory.get(BigEndian.LONG, offset + 32));
        int next = memory.get(ValueLayout.JAVA_BYTE, offset + 6) & 0xff;
        int at = IPV6_HEADER;
        for (int extensions = 0; isSkippable(next); extensions++) {
            if (extensions == EXTENSIONS_MAX || at + 8 > total) {
                return new Decoded.Malformed(DropReason.BAD_IP_HEADER);
            }
            next = memory.get(ValueLayout.JAVA_BYTE, offset + at) & 0xff;
            at += 8 + 8 * (memory.get(ValueLayout.JAVA_BYTE, offset + at + 1) & 0xff);
        }
        if (at > total) {
            return new Decoded.Malformed(DropReason.BAD_IP_HEADER);
        }
        if (next == 44) {
            return new Decoded.Malformed(DropReason.FRAGMENT);
        }
        if (next != TCP) {
            return new Decoded.Other(source, destination, next, at);
        }
        return decodeTcp(memory, offset, at, total - at, source, destination, verify);
    }

    /** Hop-by-hop options, routing header, destination options (RFC 8200 section 4). */
    private static boolean isSkippable(int nextHeader) {
        return nextHeader == 0 || nextHeader == 43 || nextHeader == 60;
    }

    private static Decoded decodeTcp(
            MemorySegment memory,
            long packet,
            int tcpOffset,
            int length,
            IpAddress source,
            IpAddress destination,
            boolean verify) {
        long tcp = packet + tcpOffset;
        if (length < TCP_HEADER_MIN) {
            return new Decoded.Malformed(DropReason.TRUNCATED);
        }
        int header = ((memory.get(ValueLayout.JAVA_BYTE, tcp + 12) & 0xf0) >>> 4) * 4;
        if (header < TCP_HEADER_MIN || header > length) {
            return new Decoded.Malformed(DropReason.BAD_TCP_HEADER);
        }
        if (verify
                && Checksum.add(Checksum.pseudoHeader(source, destination, length), Checksum.sum(memory, tcp, length))
                        != 0xffff) {
            return new Decoded.Malformed(DropReason.BAD_CHECKSUM);
        }
        TcpOptions options = OptionsCodec.decode(memory, tcp + TCP_HEADER_MIN, header - TCP_HEADER_MIN);
        if (options == null) {
            return new Decoded.Malformed(DropReason.BAD_OPTION);
        }
        Segment segment = new Segment(
                new SeqNum(memory.get(BigEndian.INT, tcp + 4)),
                new SeqNum(memory.get(BigEndian.INT, tcp + 8)),
                memory.get(ValueLayout.JAVA_BYTE, tcp + 13) & 0xff,
                memory.get(BigEndian.SHORT, tcp + 14) & 0xffff,
                memory.get(BigEndian.SHORT, tcp + 18) & 0xffff,
                options,
                Payload.borrowed(memory.asSlice(tcp + header, length - header)));
        return new Decoded.Tcp(
                new Endpoint(source, memory.get(BigEndian.SHORT, tcp) & 0xffff),
                new Endpoint(destination, memory.get(BigEndian.SHORT, tcp + 2) & 0xffff),
                segment,
                tcpOffset,
                header);
    }

    /**
     * Changes the header of the packet at {@code offset} to that of {@code after}, whose payload is the packet's own.
     *
     * @return false, with nothing changed, if the options of {@code after} do not fit where the old ones lie
     */
    public static boolean rewrite(
            MemorySegment memory, long offset, Decoded.Tcp packet, Segment after, boolean partialChecksum) {
        int room = packet.headerLength() - TCP_HEADER_MIN;
        if (OptionsCodec.length(after.options()) > room) {
            return false;
        }
        long tcp = offset + packet.tcpOffset();
        int before = partialChecksum ? 0 : Checksum.sum(memory, tcp, packet.headerLength());
        writeFields(memory, tcp, after);
        if (!after.options().equals(packet.segment().options())) {
            OptionsCodec.encode(after.options(), memory, tcp + TCP_HEADER_MIN, room);
        }
        if (!partialChecksum) {
            int field = memory.get(BigEndian.SHORT, tcp + 16) & 0xffff;
            int sum = Checksum.sum(memory, tcp, packet.headerLength());
            memory.set(BigEndian.SHORT, tcp + 16, (short) Checksum.update(field, before, sum));
        }
        return true;
    }

    private static void writeFields(MemorySegment memory, long tcp, Segment segment) {
        memory.set(BigEndian.INT, tcp + 4, segment.seq().value());
        memory.set(BigEndian.INT, tcp + 8, segment.ack().value());
        memory.set(ValueLayout.JAVA_BYTE, tcp + 13, (byte) segment.flags());
        memory.set(BigEndian.SHORT, tcp + 14, (short) segment.wnd());
        memory.set(BigEndian.SHORT, tcp + 18, (short) segment.urgentPointer());
    }

    /** Bytes of the packet that {@link #encode} writes. */
    public static int encodedLength(boolean v6, Segment segment) {
        return headerLength(v6, segment) + segment.payload().length();
    }

    /** Bytes of IP and TCP header that {@link #encode} writes. */
    public static int headerLength(boolean v6, Segment segment) {
        return tcpOffset(v6) + TCP_HEADER_MIN + OptionsCodec.length(segment.options());
    }

    /** Where the TCP header of a packet made by {@link #encode} begins. */
    public static int tcpOffset(boolean v6) {
        return v6 ? IPV6_HEADER : 20;
    }

    /**
     * Writes a packet of at most 65,535 bytes: hop limit 64, don't fragment, not ECN capable.
     *
     * @return its length in bytes
     */
    public static int encode(
            MemorySegment memory,
            long offset,
            Endpoint source,
            Endpoint destination,
            Segment segment,
            ChecksumMode mode) {
        boolean v6 = source.address().v6();
        int total = encodedLength(v6, segment);
        if (total > 0xffff) {
            throw new IllegalArgumentException("packet too long: " + total);
        }
        long tcp = offset + tcpOffset(v6);
        int tcpLength = total - tcpOffset(v6);
        writeIp(memory, offset, TCP, source.address(), destination.address(), total);
        int optionsLength = OptionsCodec.length(segment.options());
        memory.set(BigEndian.SHORT, tcp, (short) source.port());
        memory.set(BigEndian.SHORT, tcp + 2, (short) destination.port());
        memory.set(ValueLayout.JAVA_BYTE, tcp + 12, (byte) (((TCP_HEADER_MIN + optionsLength) / 4) << 4));
        writeFields(memory, tcp, segment);
        memory.set(BigEndian.SHORT, tcp + 16, (short) 0);
        OptionsCodec.encode(segment.options(), memory, tcp + TCP_HEADER_MIN, optionsLength);
        segment.payload().copyTo(memory, tcp + TCP_HEADER_MIN + optionsLength);
        int pseudo = Checksum.pseudoHeader(source.address(), destination.address(), tcpLength);
        int field = switch (mode) {
            case PARTIAL -> pseudo;
            case FULL -> Checksum.complement(Checksum.add(pseudo, Checksum.sum(memory, tcp, tcpLength)));
        };
        memory.set(BigEndian.SHORT, tcp + 16, (short) field);
        return total;
    }

    static void writeIp(
            MemorySegment memory, long offset, int protocol, IpAddress source, IpAddress destination, int total) {
        if (source.v6()) {
            memory.set(BigEndian.INT, offset, 0x6000_0000);
            memory.set(BigEndian.SHORT, offset + 4, (short) (total - IPV6_HEADER));
            memory.set(ValueLayout.JAVA_BYTE, offset + 6, (byte) protocol);
            memory.set(ValueLayout.JAVA_BYTE, offset + 7, (byte) 64);
            memory.set(BigEndian.LONG, offset + 8, source.high());
            memory.set(BigEndian.LONG, offset + 16, source.low());
            memory.set(BigEndian.LONG, offset + 24, destination.high());
            memory.set(BigEndian.LONG, offset + 32, destination.low());
            return;
        }
        memory.set(BigEndian.SHORT, offset, (short) 0x4500);
        memory.set(BigEndian.SHORT, offset + 2, (short) total);
        memory.set(BigEndian.INT, offset + 4, 0x0000_4000);
        memory.set(BigEndian.SHORT, offset + 8, (short) ((64 << 8) | protocol));
        memory.set(BigEndian.SHORT, offset + 10, (short) 0);
        memory.set(BigEndian.INT, offset + 12, (int) source.low());
        memory.set(BigEndian.INT, offset + 16, (int) destination.low());
        memory.set(BigEndian.SHORT, offset + 10, (short) Checksum.complement(Checksum.sum(memory, offset, 20)));
    }
}
