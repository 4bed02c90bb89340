package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.libc.FileCalls;
import dev.holdfast.interceptors.libc.Libc;
import dev.holdfast.interceptors.libc.SocketCalls;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kernel itself runs the filter, on a pair of unix sockets, which anybody may make. */
class VipFilterTest {

    private static final MethodHandle SOCKETPAIR =
            Libc.function("socketpair", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final IpAddress V4 = IpAddress.parse("10.78.0.10");
    private static final IpAddress V6 = IpAddress.parse("fd78::8000:10");
    private static final long OURS = Mac.parse("02:48:0a:4e:00:0a");
    private static final long OTHER = Mac.parse("02:00:00:00:00:01");

    private int writer;
    private int reader;

    @BeforeEach
    void open() throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pair = arena.allocate(8, 4);
            int result = (int) SOCKETPAIR.invokeExact(
                    Libc.errnoCapture(), 1, SocketCalls.SOCK_DGRAM | FileCalls.O_NONBLOCK, 0, pair);
            Libc.check(result, "socketpair");
            writer = pair.get(JAVA_INT, 0);
            reader = pair.get(JAVA_INT, 4);
        }
        VipFilter.of(List.of(V4, V6), OURS).attach(reader);
    }

    @AfterEach
    void close() {
        FileCalls.close(writer);
        FileCalls.close(reader);
    }

    private boolean passes(byte[] frame) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(2000);
            MemorySegment.copy(MemorySegment.ofArray(frame), 0, buffer, 0, frame.length);
            FileCalls.write(writer, buffer, frame.length);
            long got = FileCalls.read(reader, buffer, 2000);
            assertThat(got < 0 || got == frame.length).isTrue();
            return got >= 0;
        }
    }

    private static byte[] frame(long destination, int etherType, int length) {
        byte[] frame = new byte[length];
        Ethernet.write(MemorySegment.ofArray(frame), 0, destination, OTHER, etherType);
        return frame;
    }

    private static byte[] ip(long destination, IpAddress to) {
        byte[] frame = frame(destination, to.v6() ? Frame.IPV6 : Frame.IPV4, 80);
        MemorySegment.copy(
                to.bytes(), 0, MemorySegment.ofArray(frame), JAVA_BYTE, to.v6() ? 38 : 30, to.bytes().length);
        return frame;
    }

    private static byte[] arp(long destination, IpAddress about) {
        byte[] frame = frame(destination, Frame.ARP, 42);
        MemorySegment.copy(about.bytes(), 0, MemorySegment.ofArray(frame), JAVA_BYTE, 38, 4);
        return frame;
    }

    private static byte[] neighbor(long destination, int type, IpAddress about) {
        byte[] frame = frame(destination, Frame.IPV6, 86);
        frame[20] = 58;
        frame[54] = (byte) type;
        MemorySegment.copy(about.bytes(), 0, MemorySegment.ofArray(frame), JAVA_BYTE, 62, 16);
        return frame;
    }

    @Test
    void passesWhatIsForUs() throws IOException {
        assertThat(passes(ip(OURS, V4))).isTrue();
        assertThat(passes(ip(OURS, V6))).isTrue();
        assertThat(passes(arp(Mac.BROADCAST, V4))).isTrue();
        assertThat(passes(arp(OURS, V4))).isTrue();
        assertThat(passes(neighbor(Mac.solicitedNode(V6), 135, V6))).isTrue();
        assertThat(passes(neighbor(OURS, 135, V6))).isTrue();
        assertThat(passes(neighbor(Mac.ALL_IPV6_NODES, 136, V6))).isTrue();
    }

    @Test
    void refusesWhatBelongsToAnotherStation() throws IOException {
        assertThat(passes(ip(OTHER, V4))).isFalse();
        assertThat(passes(ip(OTHER, V6))).isFalse();
        assertThat(passes(ip(Mac.BROADCAST, V4))).isFalse();
        assertThat(passes(ip(Mac.ALL_IPV6_NODES, V6))).isFalse();
        assertThat(passes(arp(OTHER, V4))).isFalse();
        assertThat(passes(neighbor(OTHER, 135, V6))).isFalse();
    }

    @Test
    void refusesOtherAddressesAndProtocols() throws IOException {
        assertThat(passes(ip(OURS, IpAddress.parse("10.78.0.11")))).isFalse();
        assertThat(passes(ip(OURS, IpAddress.parse("fd78::8000:11")))).isFalse();
        assertThat(passes(ip(OURS, IpAddress.parse("fd79::8000:10")))).isFalse();
        assertThat(passes(arp(Mac.BROADCAST, IpAddress.parse("10.78.0.11")))).isFalse();
        assertThat(passes(neighbor(Mac.solicitedNode(V6), 135, IpAddress.parse("fd79::8000:10"))))
                .isFalse();
        assertThat(passes(neighbor(Mac.solicitedNode(V6), 134, V6))).isFalse();
        assertThat(passes(frame(OURS, 0x88cc, 60))).isFalse();
    }

    @Test
    void refusesFramesThatEndEarly() throws IOException {
        for (int length = 1; length < 34; length++) {
            assertThat(passes(Arrays.copyOf(ip(OURS, V4), length))).isFalse();
        }
    }
}
