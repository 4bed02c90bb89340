package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.link.Frame;
import java.lang.foreign.MemorySegment;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826) in a frame.
 *
 * <pre>
 *  0       2       4    5    6       8          14         18         24         28
 *  | htype | ptype |hlen|plen| oper  | sender mac| sender ip| target mac| target ip|
 * </pre>
 */
final class ArpPacket {

    static final int LENGTH = 28;
    static final int REQUEST = 1;
    static final int REPLY = 2;

    /** Hardware type Ethernet, protocol IPv4, lengths 6 and 4. */
    private static final long KIND = 0x0001_0800_0604L;

    private ArpPacket() {}

    static boolean wellFormed(Frame frame) {
        if (frame.ipLength() < LENGTH) {
            return false;
        }
        MemorySegment memory = frame.memory();
        long at = frame.ipOffset();
        return memory.get(WireBytes.LONG, at) >>> 16 == KIND
                && operation(frame) >= REQUEST
                && operation(frame) <= REPLY;
    }

    static int operation(Frame frame) {
        return WireBytes.half(frame.memory(), frame.ipOffset() + 6);
    }

    static long senderMac(Frame frame) {
        return WireBytes.mac(frame.memory(), frame.ipOffset() + 8);
    }

    static int senderIp(Frame frame) {
        return frame.memory().get(WireBytes.INT, frame.ipOffset() + 14);
    }

    static int targetIp(Frame frame) {
        return frame.memory().get(WireBytes.INT, frame.ipOffset() + 24);
    }

    static void write(Frame frame, int operation, long senderMac, int senderIp, long targetMac, int targetIp) {
        frame.plain(Frame.ARP, LENGTH);
        MemorySegment memory = frame.memory();
        long at = frame.ipOffset();
        memory.set(WireBytes.LONG, at, KIND << 16 | operation);
        WireBytes.mac(memory, at + 8, senderMac);
        memory.set(WireBytes.INT, at + 14, senderIp);
        WireBytes.mac(memory, at + 18, targetMac);
        memory.set(WireBytes.INT, at + 24, targetIp);
    }
}
