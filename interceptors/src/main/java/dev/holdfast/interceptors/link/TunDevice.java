package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.holdfast.interceptors.libc.FileCalls;
import dev.holdfast.interceptors.libc.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Opens a TUN interface (Documentation/networking/tuntap) that lives as long as its descriptor. */
final class TunDevice {

    static final int NAME_MAX = 15;

    private static final long TUNSETIFF = 0x4004_54caL;
    private static final long TUNSETOFFLOAD = 0x4004_54d0L;
    private static final long TUNSETSNDBUF = 0x4004_54d4L;
    private static final int IFF_TUN = 0x0001;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;
    private static final int IFF_TUN_EXCL = 0x8000;
    private static final int CHECKSUM_TSO4_TSO6_ECN = 0x0f;
    private static final int SEND_BUFFER = 16 << 20;

    private TunDevice() {}

    static int open(String name) throws IOException {
        if (name.isEmpty() || name.length() > NAME_MAX) {
            throw new IllegalArgumentException("an interface name has 1.." + NAME_MAX + " characters: " + name);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom("/dev/net/tun");
            int fd = FileCalls.open(path, FileCalls.O_RDWR | FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC);
            Libc.check(fd, "open /dev/net/tun");
            try {
                attach(fd, name, arena);
                return fd;
            } catch (IOException e) {
                FileCalls.close(fd);
                throw e;
            }
        }
    }

    private static void attach(int fd, String name, Arena arena) throws IOException {
        MemorySegment request = arena.allocate(40, 8);
        request.setString(0, name, StandardCharsets.US_ASCII);
        request.set(JAVA_SHORT, 16, (short) (IFF_TUN | IFF_NO_PI | IFF_VNET_HDR | IFF_TUN_EXCL));
        Libc.check(
                FileCalls.ioctl(fd, TUNSETIFF, request),
                "make the TUN interface " + name + " (needs CAP_NET_ADMIN and a name that is free)");
        Libc.check(FileCalls.ioctl(fd, TUNSETOFFLOAD, CHECKSUM_TSO4_TSO6_ECN), "TUNSETOFFLOAD");
        Libc.check(FileCalls.ioctl(fd, TUNSETSNDBUF, arena.allocateFrom(JAVA_INT, SEND_BUFFER)), "TUNSETSNDBUF");
    }
}
