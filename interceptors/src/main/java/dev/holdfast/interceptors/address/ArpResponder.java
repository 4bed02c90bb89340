package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.Link;
import dev.holdfast.protocol.wire.IpAddress;

/**
 * Answers ARP requests for one IPv4 virtual address (RFC 826, RFC 5227).
 *
 * <p>A probe (sender 0.0.0.0) is answered as well: the address is in use. Owned by the loop's thread.
 */
public final class ArpResponder {

    private final int vip;
    private final long mac;

    public ArpResponder(IpAddress vip, long mac) {
        if (vip.v6()) {
            throw new IllegalArgumentException("ARP is for IPv4, not for " + vip);
        }
        this.vip = (int) vip.low();
        this.mac = mac;
    }

    /** Answers {@code arp} on {@code wire} if it asks for the address. */
    public Resolution handle(Frame arp, Link wire) {
        if (!ArpPacket.wellFormed(arp)) {
            return Resolution.MALFORMED;
        }
        long sender = ArpPacket.senderMac(arp);
        if (ArpPacket.senderIp(arp) == vip) {
            return sender == mac ? Resolution.NOT_OURS : Resolution.CONFLICT;
        }
        if (ArpPacket.operation(arp) != ArpPacket.REQUEST || ArpPacket.targetIp(arp) != vip) {
            return Resolution.NOT_OURS;
        }
        if (Mac.isGroup(sender) || sender == 0) {
            return Resolution.MALFORMED;
        }
        Frame reply = wire.blank();
        ArpPacket.write(reply, ArpPacket.REPLY, mac, vip, sender, ArpPacket.senderIp(arp));
        wire.send(reply, sender);
        return Resolution.ANSWERED;
    }
}
