package dev.holdfast.persistence.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CongestionTest {

    private ServerSocketChannel port;
    private SocketChannel near;

    @BeforeEach
    void open() throws IOException {
        port = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        near = SocketChannel.open().bind(null);
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        port.close();
    }

    @Test
    void eachHasADescriptorOfItsOwn() throws IOException {
        int ours = Congestion.descriptor(near).orElseThrow();
        int theirs = Congestion.descriptor(port).orElseThrow();

        assertThat(ours).isNotEqualTo(theirs);
        assertThat(Congestion.choose(ours, "reno")).isTrue();
        assertThat(Congestion.algorithm(ours)).isEqualTo("reno");
        assertThat(Congestion.algorithm(theirs)).isNotEmpty();
    }

    @Test
    void whatWouldSendByTheClockDoesNot() throws IOException {
        for (int fd : new int[] {
            Congestion.descriptor(near).orElseThrow(),
            Congestion.descriptor(port).orElseThrow()
        }) {
            assumeTrue(Congestion.choose(fd, "cubic") && Congestion.choose(fd, "bbr"), "the kernel lets us have both");
        }

        Congestion.unpace(near);
        Congestion.unpace(port);

        assertThat(Congestion.algorithm(Congestion.descriptor(near).orElseThrow()))
                .isEqualTo("cubic");
        assertThat(Congestion.algorithm(Congestion.descriptor(port).orElseThrow()))
                .isEqualTo("cubic");
    }

    @Test
    void anOperatorsChoiceStays() throws IOException {
        int fd = Congestion.descriptor(near).orElseThrow();
        assertThat(Congestion.choose(fd, "reno")).isTrue();

        Congestion.unpace(near);

        assertThat(Congestion.algorithm(fd)).isEqualTo("reno");
    }

    @Test
    void aClosedChannelIsNoMatter() throws IOException {
        near.close();

        Congestion.unpace(near);
    }
}
