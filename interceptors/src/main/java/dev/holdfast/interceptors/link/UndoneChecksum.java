package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.holdfast.protocol.wire.Checksum;
import java.lang.foreign.MemorySegment;

/**
 * Transport checksums that a sender's kernel left to hardware which the frame never met; pure.
 *
 * <p>A capture does not tell which frames these are. Inside one machine (veth, bridges) a frame above the MTU always is one,
 * and a smaller one is if its checksum field holds exactly the pseudo-header's sum: a damaged frame looks like that once in
 * 65,536, as rarely as the checksum itself misses damage.
 */
final class UndoneChecksum {

    private static final int UDP = 17;

    private UndoneChecksum() {}

    /** Marks {@code frame} as partial, and as a super-packet if it is above {@code mtu}, where that is what it is. */
    static void recognise(Frame frame, int mtu) {
        if (frame.ipLength() > mtu) {
            TcpSegmentation.mark(frame, mtu);
            return;
        }
        int transport = TcpLayout.transport(frame);
        if (transport >= 0 && holdsPseudoSum(frame, transport, TcpLayout.TCP, TcpLayout.CHECKSUM)) {
            frame.partial(transport, TcpLayout.CHECKSUM);
        } else if (isUdp(frame)) {
            int udp = frame.etherType() == Frame.IPV6 ? 40 : 20;
            if (holdsPseudoSum(frame, udp, UDP, 6)) {
                frame.partial(udp, 6);
            }
        }
    }

    /** Adds up what a partial checksum still lacks. */
    static void complete(Frame frame) {
        if (!frame.partialChecksum()) {
            return;
        }
        int start = frame.checksumStart();
        int field = start + frame.checksumOffset();
        if (field + 2 > frame.ipLength()) {
            return;
        }
        long ip = frame.ipOffset();
        int sum = Checksum.sum(frame.memory(), ip + start, frame.ipLength() - start);
        boolean udp = frame.checksumOffset() == 6;
        frame.memory().set(Ethernet.SHORT, ip + field, (short) (udp && sum == 0xffff ? 0xffff : ~sum));
    }

    private static boolean holdsPseudoSum(Frame frame, int transport, int protocol, int field) {
        MemorySegment memory = frame.memory();
        long ip = frame.ipOffset();
        int pseudo = Checksum.pseudoHeader(
                memory, ip, frame.etherType() == Frame.IPV6, protocol, frame.ipLength() - transport);
        return (memory.get(Ethernet.SHORT, ip + transport + field) & 0xffff) == pseudo;
    }

    private static boolean isUdp(Frame frame) {
        MemorySegment memory = frame.memory();
        long ip = frame.ipOffset();
        if (frame.etherType() == Frame.IPV6) {
            return frame.ipLength() >= 48 && memory.get(JAVA_BYTE, ip + 6) == UDP;
        }
        boolean plain = frame.ipLength() >= 28 && memory.get(JAVA_BYTE, ip) == 0x45;
        boolean fragment = plain && (memory.get(Ethernet.SHORT, ip + 6) & 0x3fff) != 0;
        return plain && !fragment && memory.get(JAVA_BYTE, ip + 9) == UDP;
    }
}
