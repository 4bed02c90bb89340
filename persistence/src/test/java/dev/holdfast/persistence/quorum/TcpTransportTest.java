package dev.holdfast.persistence.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.Settings;
import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.persistence.tls.CertificateAuthority;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three replicas on the loopback. */
@Timeout(60)
final class TcpTransportTest {

    @TempDir
    static Path certificates;

    @BeforeAll
    static void issue() throws IOException {
        CertificateAuthority authority = CertificateAuthority.in(certificates, 2);
        for (String node : List.of("alpha", "beta", "gamma")) {
            authority.issue(node, List.of(IpAddress.parse("127.0.0.1")));
        }
    }

    abstract static class OnLoopback extends QuorumStoreContract {
        private final int[] ports = FreePorts.of(3);

        @Override
        Transport transport(Settings settings, long itsLife) {
            return TcpTransport.of(settings, itsLife);
        }

        @Override
        int[] ports() {
            return ports;
        }
    }

    @Nested
    final class Plain extends OnLoopback {}

    @Nested
    final class Tls extends OnLoopback {
        @Override
        String tls(String node) {
            return ThreeNodes.tls(certificates, node);
        }
    }

    @Test
    void aNodeWhoseJournalThreadDiesIsBrokenAndDoesNotLookHealthy(@TempDir Path directory) throws IOException {
        Settings settings = ThreeNodes.settings(directory, "alpha", "memory", FreePorts.of(3), "");
        CompletableFuture<Throwable> broken = new CompletableFuture<>();
        Error planted = new OutOfMemoryError("planted");
        try (QuorumNode node = QuorumNode.start(
                settings, NodeMemory.recall(settings, 0), TcpTransport.of(settings, 1), 1, broken::complete)) {
            QuorumStore store = node.journal(IpAddress.parse("10.77.0.10"));

            node.execute(() -> {
                throw planted;
            });

            assertThat(broken.orTimeout(10, TimeUnit.SECONDS).join()).isSameAs(planted);
            assertThat(store.stats().state()).isEqualTo(JournalStats.State.FAILED);
        }
    }
}
