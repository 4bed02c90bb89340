package dev.holdfast.interceptors.link;

import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.libc.Libc;
import dev.holdfast.interceptors.libc.SocketCalls;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The fast wire: AF_PACKET with virtio headers, so that super-packets pass whole and checksums stay partial.
 *
 * <p>Its frames leave with {@link #MARK}, by which {@link StrayWatch} knows them. Owned by the loop's thread.
 */
public final class PacketSocketLink implements Link {

    static final int MARK = 0x4846_7770;

    private static final int BATCH = 32;
    private static final int QUEUE = 64;
    private static final int BUFFER_BYTES = 32 << 20;
    private static final int FRONT = VirtioHeader.SIZE + Ethernet.HEADER;
    private static final int START = Frame.HEADROOM - FRONT;
    private static final int RECEIVE_MAX = FRONT + Frame.IP_MAX;

    private final WireSettings settings;
    private final PacketSocket socket;
    private final List<GroupMembership> groups = new ArrayList<>();
    private final FramePool pool = new FramePool(BATCH, QUEUE);
    private final MessageVector incoming = new MessageVector(BATCH);
    private final MessageVector outgoing = new MessageVector(QUEUE);
    private final Tally tally = new Tally();
    private int queued;

    private PacketSocketLink(WireSettings settings, PacketSocket socket) {
        this.settings = settings;
        this.socket = socket;
        for (int i = 0; i < BATCH; i++) {
            incoming.set(i, pool.received(i).memory(), START, RECEIVE_MAX);
        }
    }

    /** Opens it in the network namespace of the calling thread. */
    public static PacketSocketLink open(WireSettings settings) throws IOException {
        PacketSocket socket = PacketSocket.on(settings.nic());
        var link = new PacketSocketLink(settings, socket);
        try {
            link.prepare();
            return link;
        } catch (IOException e) {
            link.close();
            throw e;
        }
    }

    private void prepare() throws IOException {
        socket.virtioHeaders();
        socket.ignoreOutgoing();
        socket.buffers(BUFFER_BYTES);
        socket.mark(MARK);
        VipFilter.of(settings.vips(), settings.mac()).attach(socket.fd());
        if (settings.virtualMac()) {
            socket.alsoReceive(settings.mac(), false);
        }
        for (IpAddress vip : settings.vips()) {
            if (vip.v6()) {
                socket.alsoReceive(Mac.solicitedNode(vip), true);
                groups.add(GroupMembership.solicitedNode(vip, settings.nic().index()));
            }
        }
        socket.bind();
    }

    @Override
    public int pollFd() {
        return socket.fd();
    }

    @Override
    public int receive(FrameHandler handler) {
        pool.recall();
        int count = SocketCalls.recvmmsg(socket.fd(), incoming.from(0), BATCH);
        if (count < 0) {
            int errno = Libc.errno();
            if (errno != Libc.EAGAIN && errno != Libc.EINTR) {
                tally.failed(LinkDrop.RECEIVE_ERROR, errno);
            }
            return 0;
        }
        for (int i = 0; i < count; i++) {
            if (accept(i)) {
                handler.onFrame(pool.received(i));
            }
        }
        return count;
    }

    private boolean accept(int entry) {
        int length = incoming.moved(entry) - FRONT;
        if (length < 0) {
            tally.drop(LinkDrop.SHORT);
            return false;
        }
        if ((incoming.flags(entry) & SocketCalls.MSG_TRUNC) != 0) {
            tally.drop(LinkDrop.TRUNCATED);
            return false;
        }
        Frame frame = pool.received(entry);
        long ethernet = START + VirtioHeader.SIZE;
        frame.plain(Ethernet.etherType(frame.memory(), ethernet), length);
        frame.sourceMac(Ethernet.source(frame.memory(), ethernet));
        VirtioHeader.read(frame, START, Ethernet.HEADER);
        tally.received(length);
        return true;
    }

    @Override
    public Frame blank() {
        return pool.blank();
    }

    @Override
    public void send(Frame frame, long destinationMac) {
        if (frame.ipLength() > settings.nic().mtu() && frame.gsoSize() == 0 && !TcpSegmentation.mark(frame, mtu())) {
            tally.drop(LinkDrop.OVERSIZE);
            return;
        }
        if (queued == QUEUE) {
            flush();
        }
        VirtioHeader.write(frame, START, Ethernet.HEADER);
        Ethernet.write(frame.memory(), START + VirtioHeader.SIZE, destinationMac, settings.mac(), frame.etherType());
        outgoing.set(queued++, frame.memory(), START, FRONT + frame.ipLength());
        frame.lendTo(this);
    }

    /** What the kernel does not take at once is dropped and counted, as a full queue of an interface does. */
    @Override
    public void flush() {
        int done = 0;
        while (done < queued) {
            int taken = SocketCalls.sendmmsg(socket.fd(), outgoing.from(done), queued - done);
            if (taken > 0) {
                count(done, taken);
                done += taken;
            } else if (Libc.errno() != Libc.EINTR) {
                int errno = Libc.errno();
                boolean busy = errno == Libc.EAGAIN || errno == Libc.ENOBUFS;
                tally.failed(busy ? LinkDrop.SEND_BUSY : LinkDrop.SEND_ERROR, errno);
                done++;
            }
        }
        queued = 0;
    }

    private void count(int first, int frames) {
        for (int i = first; i < first + frames; i++) {
            tally.sent((int) outgoing.length(i) - FRONT);
        }
    }

    @Override
    public boolean superPackets() {
        return true;
    }

    @Override
    public int mtu() {
        return settings.nic().mtu();
    }

    @Override
    public long mac() {
        return settings.mac();
    }

    @Override
    public LinkCounters counters() {
        tally.drop(LinkDrop.KERNEL_DROP, socket.dropsSinceLastAsked());
        return tally.snapshot();
    }

    @Override
    public void close() {
        groups.forEach(GroupMembership::close);
        socket.close();
        incoming.close();
        outgoing.close();
        pool.close();
    }
}
