package dev.holdfast.interceptors.link;

import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.interceptors.libc.SocketCalls;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.util.List;

/**
 * Counts frames that leave by the wire with a virtual address as source and not through our {@link PacketSocketLink}: the wrap is
 * bypassed.
 *
 * <p>It copies the first bytes of such frames only; all others are refused by a filter in the kernel. A {@link PcapLink} cannot mark
 * its frames, so beside one this counts everything. Owned by the loop's thread.
 */
public final class StrayWatch implements AutoCloseable {

    private static final int BATCH = 16;
    private static final int HEAD = 64;
    private static final int IP4_SOURCE = Ethernet.HEADER + 12;
    private static final int IP6_SOURCE = Ethernet.HEADER + 8;
    private static final int ARP_SENDER = Ethernet.HEADER + 14;

    private final PacketSocket socket;
    private final FramePool pool = new FramePool(1, 0);
    private final MessageVector incoming = new MessageVector(BATCH);
    private long strays;

    private StrayWatch(PacketSocket socket) {
        this.socket = socket;
        for (int i = 0; i < BATCH; i++) {
            incoming.set(i, pool.received(0).memory(), (long) i * HEAD, HEAD);
        }
    }

    public static StrayWatch open(Nic nic, List<IpAddress> vips) throws IOException {
        PacketSocket socket = PacketSocket.on(nic);
        var watch = new StrayWatch(socket);
        try {
            filter(vips).attach(socket.fd());
            socket.bind();
            return watch;
        } catch (IOException e) {
            watch.close();
            throw e;
        }
    }

    private static SocketFilter filter(List<IpAddress> vips) {
        SocketFilter filter = new SocketFilter();
        filter.octet(SocketFilter.PACKET_TYPE).unlessEqual(SocketFilter.OUTGOING, "reject");
        filter.word(SocketFilter.MARK).ifEqual(PacketSocketLink.MARK, "reject");
        filter.half(12).ifEqual(Frame.IPV4, "ip4").ifEqual(Frame.IPV6, "ip6").unlessEqual(Frame.ARP, "reject");
        filter.word(ARP_SENDER);
        VipFilter.anyV4(filter, vips, "accept");
        filter.label("ip4").word(IP4_SOURCE);
        VipFilter.anyV4(filter, vips, "accept");
        filter.label("ip6");
        VipFilter.anyV6(filter, vips, IP6_SOURCE, "accept");
        filter.label("reject").take(0);
        return filter.label("accept").take(HEAD);
    }

    public int pollFd() {
        return socket.fd();
    }

    /** To be called when {@link #pollFd} is readable, or now and then. */
    public void receive() {
        strays += Math.max(0, SocketCalls.recvmmsg(socket.fd(), incoming.from(0), BATCH));
    }

    /** The frames seen so far. */
    public long strays() {
        return strays;
    }

    @Override
    public void close() {
        socket.close();
        incoming.close();
        pool.close();
    }
}
