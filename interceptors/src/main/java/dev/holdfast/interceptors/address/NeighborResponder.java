package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.Link;
import dev.holdfast.protocol.wire.IpAddress;

/**
 * Answers Neighbor Solicitations for one IPv6 virtual address (RFC 4861 7.2).
 *
 * <p>A solicitation from {@code ::} is a newcomer's duplicate address detection (RFC 4862 5.4.3): the address is defended before
 * all nodes. Answers go to the frame's sender, not to where an option of it points. Owned by the loop's thread.
 */
public final class NeighborResponder {

    static final IpAddress ALL_NODES = new IpAddress(true, 0xff02_0000_0000_0000L, 1);

    private final IpAddress vip;
    private final long mac;

    public NeighborResponder(IpAddress vip, long mac) {
        if (!vip.v6()) {
            throw new IllegalArgumentException("Neighbor Discovery is for IPv6, not for " + vip);
        }
        this.vip = vip;
        this.mac = mac;
    }

    /** Answers {@code frame} on {@code wire} if it solicits the address. */
    public Resolution handle(Frame frame, Link wire) {
        if (!NeighborPacket.is(frame) || !NeighborPacket.targets(frame, vip)) {
            return Resolution.NOT_OURS;
        }
        if (!NeighborPacket.wellFormed(frame) || Mac.isGroup(frame.sourceMac())) {
            return Resolution.MALFORMED;
        }
        if (NeighborPacket.type(frame) == NeighborPacket.ADVERTISEMENT) {
            return frame.sourceMac() == mac ? Resolution.NOT_OURS : Resolution.CONFLICT;
        }
        answer(frame, wire);
        return Resolution.ANSWERED;
    }

    private void answer(Frame solicitation, Link wire) {
        Frame reply = wire.blank();
        if (NeighborPacket.sourceUnspecified(solicitation)) {
            NeighborPacket.writeAdvertisement(reply, vip, mac, ALL_NODES, NeighborPacket.OVERRIDE);
            wire.send(reply, Mac.ALL_IPV6_NODES);
        } else {
            int flags = NeighborPacket.SOLICITED | NeighborPacket.OVERRIDE;
            NeighborPacket.writeAdvertisement(reply, vip, mac, NeighborPacket.source(solicitation), flags);
            wire.send(reply, solicitation.sourceMac());
        }
    }
}
