package dev.holdfast.persistence.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.config.Settings;
import dev.holdfast.persistence.tls.CertificateAuthority;
import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.Position;
import dev.holdfast.protocol.quorum.QuorumMessage;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is no node of the cluster has no effect on one, here gamma, which others call and which calls nobody. */
@Timeout(30)
final class TcpStrangersTest {

    private static final long LIFE = 7;
    private static final QuorumMessage MESSAGE = new QuorumMessage.Seal(new Epoch(1, "alpha"));

    @TempDir
    static Path certificates;

    @TempDir
    Path directory;

    private final int[] ports = FreePorts.of(3);
    private final Heard heard = new Heard();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void issue() throws IOException {
        CertificateAuthority ours = CertificateAuthority.in(certificates.resolve("ours"), 2);
        CertificateAuthority theirs = CertificateAuthority.in(certificates.resolve("theirs"), 2);
        for (String node : List.of("alpha", "beta", "gamma")) {
            ours.issue(node, List.of(IpAddress.parse("127.0.0.1")));
        }
        theirs.issue("alpha", List.of(IpAddress.parse("127.0.0.1")));
        ExpiredCertificate.issue(certificates.resolve("ours"), "alpha", certificates.resolve("expired.p12"));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void garbageIsClosed() throws IOException {
        transport("gamma", "", heard);

        Socket stranger = dial();
        stranger.getOutputStream().write("GET / HTTP/1.1\r\nHost: gamma\r\n\r\n".getBytes(StandardCharsets.UTF_8));

        assertClosed(stranger);
    }

    @Test
    void theWrongClusterNodeOrLengthIsClosed() throws IOException {
        transport("gamma", "", heard);

        assertClosed(greet(new Hello("another", "alpha", LIFE)));
        assertClosed(greet(new Hello("holdfast", "delta", LIFE)));
        assertClosed(greet(new Hello("holdfast", "gamma", LIFE)));
        Socket boundless = dial();
        boundless.getOutputStream().write(new byte[] {0x7f, -1, -1, -1});
        assertClosed(boundless);
    }

    @Test
    void whoSaysNothingIsClosedAfterAWhile() throws IOException {
        transport("gamma", "", heard);

        assertClosed(dial());
    }

    @Test
    void whoFillsTheTableKeepsNobodyOut() throws IOException {
        transport("gamma", "", heard);

        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            silent.add(dial());
        }
        greet(new Hello("holdfast", "alpha", LIFE));

        await().atMost(Duration.ofSeconds(2)).until(() -> heard.connected.contains("alpha"));
        silent.getFirst().setSoTimeout(1500);
        assertEnds(silent.getFirst());
    }

    @Test
    void aPeerThatSaysWhatIsNoMessageIsClosed() throws IOException {
        transport("gamma", "", heard);

        Socket peer = greet(new Hello("holdfast", "alpha", LIFE));
        write(peer, MessageCodec.encode("vip", MESSAGE));
        await().atMost(Duration.ofSeconds(2)).until(() -> heard.messages.contains(MESSAGE));
        write(peer, ByteBuffer.wrap(new byte[] {0, 0, 0, 2, 1, 99}));

        assertClosed(peer);
    }

    @Test
    void anEarlierLifeDoesNotDisplaceTheLater() throws IOException {
        TcpTransport gamma = transport("gamma", "", heard);
        Socket later = greet(new Hello("holdfast", "alpha", LIFE));
        await().atMost(Duration.ofSeconds(2)).until(() -> heard.connected.contains("alpha"));

        assertClosed(greet(new Hello("holdfast", "alpha", LIFE - 1)));

        write(later, MessageCodec.encode("vip", MESSAGE));
        await().atMost(Duration.ofSeconds(2)).until(() -> heard.messages.contains(MESSAGE));
        assertThat(connected(gamma, "alpha")).isTrue();
    }

    @Test
    void aPeerThatReadsNothingHoldsNobodyUp() throws IOException {
        TcpTransport gamma = transport("gamma", "", heard);
        greet(new Hello("holdfast", "alpha", LIFE));
        await().atMost(Duration.ofSeconds(2)).until(() -> heard.connected.contains("alpha"));
        QuorumMessage large = new QuorumMessage.StateChunk(
                new Epoch(1, "gamma"), 1, Position.START, 0, true, Payload.of(new byte[1 << 20]));

        gamma.execute(() -> {
            for (int i = 0; i < 500; i++) {
                gamma.send("alpha", "vip", large);
            }
        });

        await().atMost(Duration.ofMillis(1500)).until(() -> connected(gamma, "alpha"));
        long fit = PeerConnection.PENDING_BYTES_MAX / ((1 << 20) + 100);
        assertThat(gamma.peers())
                .containsExactly(new PeerStatus("alpha", true, 500 - fit), new PeerStatus("beta", false, 0));
        await().atMost(Duration.ofSeconds(5)).until(() -> !connected(gamma, "alpha"));
    }

    @Test
    void aCertificateOfAnotherAuthorityOrNodeIsRefused() throws IOException {
        TcpTransport gamma = transport("gamma", tls("ours", "gamma"), heard);

        transport("alpha", tls("theirs", "alpha"), new Heard());
        transport("beta", tls("ours", "alpha"), new Heard());

        await().during(Duration.ofMillis(800)).atMost(Duration.ofSeconds(5)).until(() -> heard.connected.isEmpty());
        assertThat(connected(gamma, "alpha")).isFalse();
    }

    @Test
    void withoutACertificateOrWithAnExpiredOneNobodyComesIn() throws Exception {
        transport("gamma", tls("ours", "gamma"), heard);

        assertRefused(null);
        assertRefused(ExpiredCertificate.keys(certificates.resolve("expired.p12")));
        assertClosed(greet(new Hello("holdfast", "alpha", LIFE)));

        transport("alpha", tls("ours", "alpha"), new Heard());
        await().atMost(Duration.ofSeconds(5)).until(() -> heard.connected.contains("alpha"));
    }

    private void assertRefused(KeyManager @Nullable [] keys) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys, ExpiredCertificate.believing(), null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), ports[2])) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(new Hello("holdfast", "alpha", LIFE).encode().head().array());
            while (socket.getInputStream().read() >= 0) {
                // what gamma says is of no use to whom it does not believe
            }
        } catch (SSLException | SocketException refused) {
            assertThat(refused).isNotNull();
        }
        assertThat(heard.connected).isEmpty();
    }

    private static void assertClosed(Socket socket) throws IOException {
        socket.setSoTimeout(5000);
        assertEnds(socket);
    }

    private static void assertEnds(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // its hello
            }
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    private static boolean connected(TcpTransport transport, String node) {
        var answer = new CompletableFuture<Boolean>();
        transport.execute(() -> answer.complete(transport.isConnected(node)));
        return answer.join();
    }

    private Socket greet(Hello hello) throws IOException {
        Socket socket = dial();
        write(socket, hello.encode());
        return socket;
    }

    private static void write(Socket socket, Outgoing frame) {
        write(socket, frame.head());
        frame.payloads().forEach(payload -> write(socket, payload.asBuffer()));
    }

    private static void write(Socket socket, ByteBuffer bytes) {
        try {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            socket.getOutputStream().write(copy);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private Socket dial() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports[2]);
        open.add(socket);
        return socket;
    }

    private TcpTransport transport(String node, String tls, Transport.Receiver receiver) throws IOException {
        Settings settings = ThreeNodes.settings(directory, node, "memory", ports, tls);
        TcpTransport transport = TcpTransport.of(settings, LIFE);
        open.add(transport);
        transport.start(receiver);
        return transport;
    }

    private static String tls(String authority, String node) {
        return ThreeNodes.tls(certificates.resolve(authority), node);
    }

    private static final class Heard implements Transport.Receiver {
        private final List<String> connected = new CopyOnWriteArrayList<>();
        private final List<QuorumMessage> messages = new CopyOnWriteArrayList<>();

        @Override
        public void received(String from, long life, String log, QuorumMessage message) {
            messages.add(message);
        }

        @Override
        public void connected(String node) {
            connected.add(node);
        }

        @Override
        public void failed(Throwable fault) {
            throw new AssertionError(fault);
        }

        @Override
        public long tick(long nowNanos) {
            return Long.MAX_VALUE;
        }
    }
}
