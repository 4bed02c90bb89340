package dev.holdfast.persistence.quorum;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.channels.NetworkChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a connection of the journal out of BBR's hands, if that is the host's default: BBR sends by the clock, at a rate that it has
 * to find anew for every burst, and a journal is nothing but bursts. Any other choice of the operator stays.
 *
 * <p>The JDK has no socket option for it (tcp(7), TCP_CONGESTION), nor tells a channel's descriptor: it is found by its port among
 * the process's own. Where anything of this is not to be had, or not allowed, the connection stays as it is.
 */
final class Congestion {

    private static final Logger LOG = LoggerFactory.getLogger(Congestion.class);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_CONGESTION = 13;
    private static final int NAME_BYTES = 16;
    private static final int ADDRESS_BYTES = 128;

    private static final int NO_PORT = -1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final ValueLayout.OfShort NETWORK_SHORT = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final String INSTEAD = "cubic";

    private Congestion() {}

    /**
     * Of a channel that is bound and not yet connected, or that listens: what it accepts has the same. Afterwards BBR has begun to pace, and
     * the kernel goes on. A few system calls for each descriptor of this process; any thread.
     */
    static void unpace(NetworkChannel channel) {
        try {
            OptionalInt fd = descriptor(channel);
            if (fd.isPresent() && algorithm(fd.getAsInt()).startsWith("bbr")) {
                choose(fd.getAsInt(), INSTEAD);
            }
        } catch (IOException | RuntimeException | LinkageError notHere) {
            LOG.debug("the journal's connections keep what the host has", notHere);
        }
    }

    /** By its local port: no two have the same while they are not connected. */
    static OptionalInt descriptor(NetworkChannel channel) throws IOException {
        int near = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : descriptors) {
                int fd = Integer.parseInt(each.getFileName().toString());
                if (port(Calls.SOCKET_NAME, fd) == near && port(Calls.PEER_NAME, fd) == NO_PORT) {
                    return OptionalInt.of(fd);
                }
            }
        }
        return OptionalInt.empty();
    }

    /** The algorithm of {@code fd}, or nothing. */
    static String algorithm(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(NAME_BYTES);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, NAME_BYTES);
            boolean known = call(Calls.GET_OPTION, fd, IPPROTO_TCP, TCP_CONGESTION, name, length) == 0;
            return known ? name.getString(0, StandardCharsets.US_ASCII) : "";
        }
    }

    /** False if the kernel has no {@code algorithm}, or keeps it for the privileged. */
    static boolean choose(int fd, String algorithm) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(algorithm, StandardCharsets.US_ASCII);
            return call(Calls.SET_OPTION, fd, IPPROTO_TCP, TCP_CONGESTION, name, algorithm.length()) == 0;
        }
    }

    /** What {@code question} says of {@code fd}; nothing of what has no address of the internet there. */
    private static int port(MethodHandle question, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ADDRESS_BYTES, Short.BYTES);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, ADDRESS_BYTES);
            boolean known = call(question, fd, address, length) == 0;
            int family = address.get(ValueLayout.JAVA_SHORT, 0);
            return known && (family == AF_INET || family == AF_INET6)
                    ? Short.toUnsignedInt(address.get(NETWORK_SHORT, Short.BYTES))
                    : NO_PORT;
        }
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class Calls {
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
        private static final FunctionDescriptor NAME =
                FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        static final MethodHandle SOCKET_NAME = function("getsockname", NAME);
        static final MethodHandle PEER_NAME = function("getpeername", NAME);
        static final MethodHandle GET_OPTION = function(
                "getsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        static final MethodHandle SET_OPTION =
                function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));

        private static MethodHandle function(String name, FunctionDescriptor descriptor) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
        }
    }
}
