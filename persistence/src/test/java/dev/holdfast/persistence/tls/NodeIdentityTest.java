package dev.holdfast.persistence.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.config.TlsSettings;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIdentityTest {

    @TempDir
    static Path directory;

    private static TlsSettings alpha = new TlsSettings(Path.of("/"), Path.of("/"), Path.of("/"));
    private static TlsSettings beta = alpha;
    private static TlsSettings stranger = alpha;

    @BeforeAll
    static void issue() throws IOException {
        List<IpAddress> address = List.of(IpAddress.parse("10.9.0.1"));
        CertificateAuthority authority = CertificateAuthority.in(directory.resolve("ours"), 2);
        alpha = authority.issue("alpha", address);
        beta = CertificateAuthority.in(directory.resolve("ours"), 2).issue("beta", List.of());
        stranger = CertificateAuthority.in(directory.resolve("theirs"), 2).issue("alpha", address);
    }

    @Test
    void nodesOfOneAuthorityKnowEachOtherByName() throws IOException {
        SSLEngine dialled = NodeIdentity.load(alpha).engine(true);
        SSLEngine accepted = NodeIdentity.load(beta).engine(false);

        shakeHands(dialled, accepted);

        assertThat(dialled.getSession().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(NodeIdentity.belongsTo("beta", dialled.getSession())).isTrue();
        assertThat(NodeIdentity.belongsTo("gamma", dialled.getSession())).isFalse();
        assertThat(NodeIdentity.belongsTo("alpha", accepted.getSession())).isTrue();
    }

    @Test
    void aStrangerIsRefusedFromEitherSide() throws IOException {
        NodeIdentity ours = NodeIdentity.load(alpha);
        NodeIdentity theirs = NodeIdentity.load(stranger);

        assertThatThrownBy(() -> shakeHands(theirs.engine(true), ours.engine(false)))
                .isInstanceOf(SSLException.class);
        assertThatThrownBy(() -> shakeHands(ours.engine(true), theirs.engine(false)))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void filesThatDoNotBelongTogetherAreRefused() {
        assertThatThrownBy(() ->
                        NodeIdentity.load(new TlsSettings(alpha.certificate(), alpha.key(), stranger.authority())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(alpha.certificate().toString());
        assertThatThrownBy(() -> NodeIdentity.load(new TlsSettings(alpha.certificate(), beta.key(), alpha.authority())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("key is not the certificate's");
        assertThatThrownBy(() ->
                        NodeIdentity.load(new TlsSettings(alpha.certificate(), alpha.authority(), alpha.authority())))
                .isInstanceOf(IOException.class);
    }

    @Test
    void keysAreTheOwnersOnly() throws IOException {
        for (String file : List.of("ca.p12", "alpha.key", "beta.key")) {
            assertThat(Files.getPosixFilePermissions(directory.resolve("ours").resolve(file)))
                    .as(file)
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static void shakeHands(SSLEngine one, SSLEngine other) throws SSLException {
        ByteBuffer toOther = ByteBuffer.allocate(64 << 10);
        ByteBuffer toOne = ByteBuffer.allocate(64 << 10);
        ByteBuffer clear = ByteBuffer.allocate(64 << 10);
        for (int i = 0; i < 20; i++) {
            step(one, toOne, toOther, clear);
            step(other, toOther, toOne, clear);
        }
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out, ByteBuffer clear) throws SSLException {
        in.flip();
        SSLEngineResult result;
        do {
            result = engine.unwrap(in, clear.clear());
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
        } while (in.hasRemaining() && result.bytesConsumed() > 0);
        in.compact();
        do {
            result = engine.wrap(ByteBuffer.allocate(0), out);
        } while (result.bytesProduced() > 0
                && engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP);
    }
}
