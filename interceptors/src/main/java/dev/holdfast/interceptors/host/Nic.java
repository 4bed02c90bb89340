package dev.holdfast.interceptors.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.holdfast.interceptors.libc.FileCalls;
import dev.holdfast.interceptors.libc.Libc;
import dev.holdfast.interceptors.libc.SocketCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** A network interface of the calling thread's namespace, as it was when it was looked up; {@code mac} is 0 without one. */
public record Nic(String name, int index, long mac, int mtu) {

    private static final long SIOCGIFMTU = 0x8921;
    private static final long SIOCGIFHWADDR = 0x8927;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final int AF_INET = 2;
    private static final int NAME_MAX = 15;
    private static final int ARPHRD_ETHER = 1;
    private static final int VALUE = 16;

    /**
     * Looks {@code name} up.
     *
     * <p>By ioctl: /sys/class/net shows the namespace that it was mounted in instead of the thread's, and the JDK only interfaces
     * with addresses.
     *
     * @throws IOException naming the interfaces that there are, if this one is not
     */
    public static Nic named(String name) throws IOException {
        int socket = SocketCalls.socket(AF_INET, SocketCalls.SOCK_DGRAM | SocketCalls.SOCK_CLOEXEC, 0);
        Libc.check(socket, "open a socket");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(40, 8);
            boolean possible = !name.isEmpty() && name.length() <= NAME_MAX;
            if (!possible || ask(socket, SIOCGIFINDEX, name, request) < 0) {
                throw new IOException("there is no network interface " + name + "; there are: " + known());
            }
            int index = request.get(JAVA_INT, VALUE);
            Libc.check(ask(socket, SIOCGIFMTU, name, request), "ask for the MTU of " + name);
            int mtu = request.get(JAVA_INT, VALUE);
            Libc.check(ask(socket, SIOCGIFHWADDR, name, request), "ask for the Ethernet address of " + name);
            boolean ethernet = request.get(JAVA_SHORT, VALUE) == ARPHRD_ETHER;
            byte[] mac = request.asSlice(VALUE + 2, 6).toArray(JAVA_BYTE);
            return new Nic(name, index, ethernet ? Mac.of(mac) : 0, mtu);
        } finally {
            FileCalls.close(socket);
        }
    }

    private static int ask(int socket, long what, String name, MemorySegment request) {
        request.fill((byte) 0);
        request.setString(0, name, StandardCharsets.US_ASCII);
        return FileCalls.ioctl(socket, what, request);
    }

    private static String known() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
                .filter(line -> line.contains(":"))
                .map(line -> line.substring(0, line.indexOf(':')).strip())
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
