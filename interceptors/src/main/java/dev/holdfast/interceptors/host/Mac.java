package dev.holdfast.interceptors.host;

import dev.holdfast.protocol.wire.IpAddress;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ethernet addresses as the low 48 bits of a long, the first byte on the wire highest: no object on the packet path. */
public final class Mac {

    public static final long BROADCAST = 0xffff_ffff_ffffL;
    public static final long ALL_IPV6_NODES = 0x3333_0000_0001L;

    private static final long GROUP_BIT = 0x0100_0000_0000L;
    private static final long VIRTUAL_V4 = 0x0248_0000_0000L;
    private static final long VIRTUAL_V6 = 0x0666_0000_0000L;

    private Mac() {}

    public static long of(byte[] bytes) {
        if (bytes.length != 6) {
            throw new IllegalArgumentException("an Ethernet address has 6 bytes, not " + bytes.length);
        }
        long mac = 0;
        for (byte part : bytes) {
            mac = mac << 8 | (part & 0xff);
        }
        return mac;
    }

    /**
     * Parses {@code 02:48:0a:4d:00:0a}.
     *
     * @throws IllegalArgumentException if {@code text} is something else
     */
    public static long parse(String text) {
        if (!text.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")) {
            throw new IllegalArgumentException("not an Ethernet address: " + text);
        }
        return of(HexFormat.ofDelimiter(":").parseHex(text));
    }

    public static String format(long mac) {
        return IntStream.rangeClosed(1, 6)
                .mapToObj(i -> "%02x".formatted(mac >>> (48 - 8 * i) & 0xff))
                .collect(Collectors.joining(":"));
    }

    /** Whether {@code mac} addresses several stations. */
    public static boolean isGroup(long mac) {
        return (mac & GROUP_BIT) != 0;
    }

    /**
     * The locally administered address under which {@code vip} is served: the same on every host, so that a takeover moves
     * switch ports and no client's neighbour entry changes.
     */
    public static long virtualFor(IpAddress vip) {
        return (vip.v6() ? VIRTUAL_V6 : VIRTUAL_V4) | (vip.low() & 0xffff_ffffL);
    }

    /** Where Neighbor Solicitations for {@code vip} go to (RFC 4291 2.7.1, RFC 2464 7). */
    public static long solicitedNode(IpAddress vip) {
        return 0x3333_ff00_0000L | (vip.low() & 0xff_ffffL);
    }
}
