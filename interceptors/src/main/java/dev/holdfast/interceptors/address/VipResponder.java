package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.Link;
import dev.holdfast.protocol.wire.IpAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Answers whoever on the wire asks where our virtual addresses are.
 *
 * <p>It answers as soon as it is asked: nobody may ask it before the connections are there. Owned by the loop's thread.
 */
public final class VipResponder {

    private final List<ArpResponder> arp = new ArrayList<>();
    private final List<NeighborResponder> neighbor = new ArrayList<>();
    private final Map<Resolution, Long> counts = new EnumMap<>(Resolution.class);

    public VipResponder(List<IpAddress> vips, long mac) {
        for (IpAddress vip : vips) {
            if (vip.v6()) {
                neighbor.add(new NeighborResponder(vip, mac));
            } else {
                arp.add(new ArpResponder(vip, mac));
            }
        }
    }

    /**
     * Whether {@code frame} is ARP or Neighbor Discovery, which never goes on to the server: the kernel behind the inner link would
     * answer a solicitation too. Whoever may not answer yet swallows these.
     */
    public static boolean isResolution(Frame frame) {
        return frame.etherType() == Frame.ARP || NeighborPacket.is(frame);
    }

    /** Takes {@code frame} if it is ARP or about a virtual address's neighbor entry; false if it is something else. */
    public boolean handle(Frame frame, Link wire) {
        if (frame.etherType() == Frame.ARP) {
            count(byArp(frame, wire));
            return true;
        }
        if (!NeighborPacket.is(frame)) {
            return false;
        }
        count(byNeighborDiscovery(frame, wire));
        return true;
    }

    public Map<Resolution, Long> counters() {
        return Map.copyOf(counts);
    }

    private Resolution byArp(Frame frame, Link wire) {
        for (int i = 0; i < arp.size(); i++) {
            Resolution result = arp.get(i).handle(frame, wire);
            if (result != Resolution.NOT_OURS) {
                return result;
            }
        }
        return Resolution.NOT_OURS;
    }

    private Resolution byNeighborDiscovery(Frame frame, Link wire) {
        for (int i = 0; i < neighbor.size(); i++) {
            Resolution result = neighbor.get(i).handle(frame, wire);
            if (result != Resolution.NOT_OURS) {
                return result;
            }
        }
        return Resolution.NOT_OURS;
    }

    private void count(Resolution result) {
        counts.merge(result, 1L, Long::sum);
    }
}
