package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.protocol.wire.Checksum;
import dev.holdfast.protocol.wire.IpAddress;
import java.lang.foreign.MemorySegment;

/**
 * Neighbor Solicitation and Advertisement (RFC 4861 4.3, 4.4) in a frame; offsets from the IPv6 header.
 *
 * <pre>
 *  0        6          7     8      24          40    41    42        44       48      64
 *  |version…|next hdr 58|hops|source|destination|type|code|checksum|flags/res|target|options…
 * </pre>
 */
final class NeighborPacket {

    static final int SOLICITATION = 135;
    static final int ADVERTISEMENT = 136;
    static final int SOLICITED = 0x4000_0000;
    static final int OVERRIDE = 0x2000_0000;

    private static final int ICMP6 = 58;
    private static final int MINIMUM = 64;
    private static final int ADVERTISEMENT_LENGTH = 72;
    private static final int SOURCE_LINK_OPTION = 1;
    private static final int TARGET_LINK_OPTION = 2;
    private static final int ONLY_HOPS = 255;

    private NeighborPacket() {}

    /** Whether this is ICMPv6 of one of the two types, however well or badly made. */
    static boolean is(Frame frame) {
        if (frame.etherType() != Frame.IPV6 || frame.ipLength() < 41 || at(frame, 6) != ICMP6) {
            return false;
        }
        int type = at(frame, 40);
        return type == SOLICITATION || type == ADVERTISEMENT;
    }

    /** The checks of RFC 4861 7.1.1 and 7.1.2. */
    static boolean wellFormed(Frame frame) {
        if (frame.ipLength() < MINIMUM || at(frame, 7) != ONLY_HOPS || at(frame, 41) != 0) {
            return false;
        }
        int payload = WireBytes.half(frame.memory(), frame.ipOffset() + 4);
        boolean whole = payload >= MINIMUM - 40 && payload <= frame.ipLength() - 40;
        return whole && at(frame, 48) != 0xff && checksumHolds(frame, payload) && optionsHold(frame, payload);
    }

    private static boolean checksumHolds(Frame frame, int payload) {
        if (frame.checksumVerified()) {
            return true;
        }
        MemorySegment memory = frame.memory();
        long ip = frame.ipOffset();
        int pseudo = Checksum.pseudoHeader(memory, ip, true, ICMP6, payload);
        return Checksum.add(pseudo, Checksum.sum(memory, ip + 40, payload)) == 0xffff;
    }

    /** Every option has a length and ends within the packet; a solicitation from nowhere names no source address. */
    private static boolean optionsHold(Frame frame, int payload) {
        int end = 40 + payload;
        int option = MINIMUM;
        while (option < end) {
            int length = option + 2 > end ? 0 : at(frame, option + 1) * 8;
            boolean forbidden = at(frame, option) == SOURCE_LINK_OPTION && sourceUnspecified(frame);
            if (length == 0 || option + length > end || forbidden) {
                return false;
            }
            option += length;
        }
        return true;
    }

    static int type(Frame frame) {
        return at(frame, 40);
    }

    static boolean sourceUnspecified(Frame frame) {
        MemorySegment memory = frame.memory();
        long source = frame.ipOffset() + 8;
        return memory.get(WireBytes.LONG, source) == 0 && memory.get(WireBytes.LONG, source + 8) == 0;
    }

    static boolean targets(Frame frame, IpAddress vip) {
        return frame.ipLength() >= MINIMUM && WireBytes.holds(frame.memory(), frame.ipOffset() + 48, vip);
    }

    static IpAddress source(Frame frame) {
        MemorySegment memory = frame.memory();
        long source = frame.ipOffset() + 8;
        return new IpAddress(true, memory.get(WireBytes.LONG, source), memory.get(WireBytes.LONG, source + 8));
    }

    /** Writes an advertisement that {@code vip} is at {@code mac}, from {@code vip}. */
    static void writeAdvertisement(Frame frame, IpAddress vip, long mac, IpAddress destination, int flags) {
        frame.plain(Frame.IPV6, ADVERTISEMENT_LENGTH);
        MemorySegment memory = frame.memory();
        long ip = frame.ipOffset();
        memory.set(WireBytes.INT, ip, 0x6000_0000);
        memory.set(WireBytes.INT, ip + 4, (ADVERTISEMENT_LENGTH - 40) << 16 | ICMP6 << 8 | ONLY_HOPS);
        WireBytes.address(memory, ip + 8, vip);
        WireBytes.address(memory, ip + 24, destination);
        memory.set(WireBytes.INT, ip + 40, ADVERTISEMENT << 24);
        memory.set(WireBytes.INT, ip + 44, flags);
        WireBytes.address(memory, ip + 48, vip);
        memory.set(WireBytes.SHORT, ip + 64, (short) (TARGET_LINK_OPTION << 8 | 1));
        WireBytes.mac(memory, ip + 66, mac);
        seal(memory, ip, ADVERTISEMENT_LENGTH - 40);
    }

    /** Writes a solicitation for {@code vip} from nobody, which asks whether somebody has it (RFC 4862 section 5.4.2). */
    static void writeProbe(Frame frame, IpAddress vip) {
        frame.plain(Frame.IPV6, MINIMUM);
        MemorySegment memory = frame.memory();
        long ip = frame.ipOffset();
        memory.set(WireBytes.INT, ip, 0x6000_0000);
        memory.set(WireBytes.INT, ip + 4, (MINIMUM - 40) << 16 | ICMP6 << 8 | ONLY_HOPS);
        WireBytes.address(memory, ip + 8, new IpAddress(true, 0, 0));
        WireBytes.address(memory, ip + 24, solicitedNode(vip));
        memory.set(WireBytes.INT, ip + 40, SOLICITATION << 24);
        memory.set(WireBytes.INT, ip + 44, 0);
        WireBytes.address(memory, ip + 48, vip);
        seal(memory, ip, MINIMUM - 40);
    }

    private static IpAddress solicitedNode(IpAddress vip) {
        return new IpAddress(true, 0xff02_0000_0000_0000L, 0x1_ff00_0000L | (vip.low() & 0xff_ffffL));
    }

    private static void seal(MemorySegment memory, long ip, int payload) {
        int pseudo = Checksum.pseudoHeader(memory, ip, true, ICMP6, payload);
        int sum = Checksum.add(pseudo, Checksum.sum(memory, ip + 40, payload));
        memory.set(WireBytes.SHORT, ip + 42, (short) Checksum.complement(sum));
    }

    private static int at(Frame frame, int offset) {
        return WireBytes.octet(frame.memory(), frame.ipOffset() + offset);
    }
}
