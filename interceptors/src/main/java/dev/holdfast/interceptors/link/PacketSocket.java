package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.interceptors.libc.FileCalls;
import dev.holdfast.interceptors.libc.Libc;
import dev.holdfast.interceptors.libc.SocketCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A raw AF_PACKET socket (packet(7)) on one interface; closed unless {@link #on} succeeds. */
final class PacketSocket implements AutoCloseable {

    /** All protocols: the taps that see frames before any packet filter does. */
    private static final short ETH_P_ALL = 3;

    private static final int SOCKADDR_LL = 20;
    private static final int ADD_MEMBERSHIP = 1;
    private static final int STATISTICS = 6;
    private static final int VNET_HDR = 15;
    private static final int IGNORE_OUTGOING = 23;
    private static final short MEMBER_MULTICAST = 0;
    private static final short MEMBER_UNICAST = 3;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MARK = 36;

    private final int fd;
    private final int interfaceIndex;

    private PacketSocket(int fd, int interfaceIndex) {
        this.fd = fd;
        this.interfaceIndex = interfaceIndex;
    }

    /** Opens a socket that receives nothing yet: filter and options come first, {@link #bind} last. */
    static PacketSocket on(Nic nic) throws IOException {
        int fd = SocketCalls.socket(SocketCalls.AF_PACKET, SocketCalls.SOCK_RAW | SocketCalls.SOCK_CLOEXEC, 0);
        Libc.check(fd, "open a packet socket on " + nic.name() + " (needs CAP_NET_RAW)");
        return new PacketSocket(fd, nic.index());
    }

    int fd() {
        return fd;
    }

    void virtioHeaders() throws IOException {
        set(SocketCalls.SOL_PACKET, VNET_HDR, 1, "PACKET_VNET_HDR");
    }

    void ignoreOutgoing() throws IOException {
        set(SocketCalls.SOL_PACKET, IGNORE_OUTGOING, 1, "PACKET_IGNORE_OUTGOING");
    }

    void buffers(int bytes) throws IOException {
        set(SocketCalls.SOL_SOCKET, SO_RCVBUFFORCE, bytes, "SO_RCVBUFFORCE (needs CAP_NET_ADMIN)");
        set(SocketCalls.SOL_SOCKET, SO_SNDBUFFORCE, bytes, "SO_SNDBUFFORCE (needs CAP_NET_ADMIN)");
    }

    /** What leaves through this socket carries {@code mark}. */
    void mark(int mark) throws IOException {
        set(SocketCalls.SOL_SOCKET, SO_MARK, mark, "SO_MARK (needs CAP_NET_ADMIN)");
    }

    /** Lets the interface pass frames to {@code mac} up, by its own filter or, if it has none, promiscuously. */
    void alsoReceive(long mac, boolean group) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(16, 4);
            request.set(JAVA_INT, 0, interfaceIndex);
            request.set(JAVA_SHORT, 4, group ? MEMBER_MULTICAST : MEMBER_UNICAST);
            request.set(JAVA_SHORT, 6, (short) 6);
            for (int i = 0; i < 6; i++) {
                request.set(JAVA_BYTE, 8 + i, (byte) (mac >>> (40 - 8 * i)));
            }
            Libc.check(
                    SocketCalls.setsockopt(fd, SocketCalls.SOL_PACKET, ADD_MEMBERSHIP, request),
                    "PACKET_ADD_MEMBERSHIP");
        }
    }

    void bind() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SOCKADDR_LL, 4);
            address.set(JAVA_SHORT, 0, (short) SocketCalls.AF_PACKET);
            address.set(Ethernet.SHORT, 2, ETH_P_ALL);
            address.set(JAVA_INT, 4, interfaceIndex);
            Libc.check(SocketCalls.bind(fd, address), "bind the packet socket");
        }
    }

    /** How many packets the kernel dropped for want of room since this was last asked. */
    long dropsSinceLastAsked() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statistics = arena.allocate(8, 4);
            int result = SocketCalls.getsockopt(fd, SocketCalls.SOL_PACKET, STATISTICS, statistics);
            return result < 0 ? 0 : statistics.get(JAVA_INT, 4) & 0xffff_ffffL;
        }
    }

    private void set(int level, int option, int value, String name) throws IOException {
        Libc.check(SocketCalls.setsockopt(fd, level, option, value), name);
    }

    @Override
    public void close() {
        FileCalls.close(fd);
    }
}
