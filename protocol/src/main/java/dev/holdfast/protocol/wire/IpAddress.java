package dev.holdfast.protocol.wire;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** An IPv4 or IPv6 address as a value; an IPv4 address sits in the low 32 bits of {@code low}. */
public record IpAddress(boolean v6, long high, long low) {

    public static IpAddress v4(int bits) {
        return new IpAddress(false, 0, bits & 0xffff_ffffL);
    }

    public static IpAddress of(byte[] bytes) {
        MemorySegment segment = MemorySegment.ofArray(bytes);
        return switch (bytes.length) {
            case 4 -> v4(segment.get(BigEndian.INT, 0));
            case 16 -> new IpAddress(true, segment.get(BigEndian.LONG, 0), segment.get(BigEndian.LONG, 8));
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    /**
     * Parses a literal; never asks a resolver.
     *
     * @throws IllegalArgumentException if {@code literal} is no IPv4 or IPv6 literal
     */
    public static IpAddress parse(String literal) {
        boolean looksLikeLiteral = literal.indexOf(':') >= 0 || literal.matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
        if (!looksLikeLiteral || literal.indexOf('%') >= 0) {
            throw new IllegalArgumentException("not an IP address: " + literal);
        }
        try {
            return of(InetAddress.getByName(literal).getAddress());
        } catch (UnknownHostException notALiteral) {
            throw new IllegalArgumentException("not an IP address: " + literal, notALiteral);
        }
    }

    public byte[] bytes() {
        byte[] bytes = new byte[v6 ? 16 : 4];
        MemorySegment segment = MemorySegment.ofArray(bytes);
        if (v6) {
            segment.set(BigEndian.LONG, 0, high);
            segment.set(BigEndian.LONG, 8, low);
        } else {
            segment.set(BigEndian.INT, 0, (int) low);
        }
        return bytes;
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(bytes()).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
