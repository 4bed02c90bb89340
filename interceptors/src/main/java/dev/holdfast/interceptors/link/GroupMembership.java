package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.holdfast.interceptors.libc.FileCalls;
import dev.holdfast.interceptors.libc.Libc;
import dev.holdfast.interceptors.libc.SocketCalls;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Makes the kernel a member of the solicited-node group of a virtual address, so that switches which snoop MLD pass Neighbor
 * Solicitations on to us (RFC 4861 7.2.1, RFC 4541). Lasts as long as it is open.
 */
final class GroupMembership implements AutoCloseable {

    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_JOIN_GROUP = 20;
    private static final long SOLICITED_NODE_HIGH = 0xff02_0000_0000_0000L;
    private static final long SOLICITED_NODE_LOW = 0x0000_0001_ff00_0000L;

    private final int fd;

    private GroupMembership(int fd) {
        this.fd = fd;
    }

    static GroupMembership solicitedNode(IpAddress vip, int interfaceIndex) throws IOException {
        int fd = SocketCalls.socket(SocketCalls.AF_INET6, SocketCalls.SOCK_DGRAM | SocketCalls.SOCK_CLOEXEC, 0);
        Libc.check(fd, "open an IPv6 socket");
        var membership = new GroupMembership(fd);
        long group = SOLICITED_NODE_LOW | (vip.low() & 0xff_ffffL);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(20, 4);
            MemorySegment.copy(
                    MemorySegment.ofArray(new IpAddress(true, SOLICITED_NODE_HIGH, group).bytes()), 0, request, 0, 16);
            request.set(JAVA_INT, 16, interfaceIndex);
            Libc.check(
                    SocketCalls.setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, request),
                    "join the solicited-node group of " + vip);
            return membership;
        } catch (IOException e) {
            membership.close();
            throw e;
        }
    }

    @Override
    public void close() {
        FileCalls.close(fd);
    }
}
