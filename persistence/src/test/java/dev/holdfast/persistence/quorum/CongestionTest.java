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
    private SocketChannel far;

    @BeforeEach
    void connect() throws IOException {
        port = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        near = SocketChannel.open(port.getLocalAddress());
        far = port.accept();
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
        port.close();
    }

    @Test
    void eachEndHasADescriptorOfItsOwn() {
        int ours = Congestion.descriptor(near).orElseThrow();
        int theirs = Congestion.descriptor(far).orElseThrow();

        assertThat(ours).isNotEqualTo(theirs);
        assertThat(Congestion.choose(ours, "reno")).isTrue();
        assertThat(Congestion.algorithm(ours)).isEqualTo("reno");
        assertThat(Congestion.algorithm(theirs)).isNotEmpty();
    }

    @Test
    void whatSendsByTheClockDoesSoNoLonger() {
        int fd = Congestion.descriptor(near).orElseThrow();
        assumeTrue(Congestion.choose(fd, "cubic") && Congestion.choose(fd, "bbr"), "the kernel lets us have both");

        Congestion.unpace(near);

        assertThat(Congestion.algorithm(fd)).isEqualTo("cubic");
    }

    @Test
    void anOperatorsChoiceStays() {
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
