package dev.holdfast.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a node finds what it proves its identity with; all three files are PEM, as {@code holdfast certs} writes them.
 *
 * @param certificate this node's, absolute
 * @param key this node's private key, PKCS #8, absolute
 * @param authority the certificate that all nodes' certificates are signed by, absolute
 */
public record TlsSettings(Path certificate, Path key, Path authority) {

    static @Nullable TlsSettings read(Section section) {
        Path certificate = section.parsed("certificate", Path.of("/"), Names::absolutePath);
        Path key = section.parsed("key", Path.of("/"), Names::absolutePath);
        Path authority = section.parsed("authority", Path.of("/"), Names::absolutePath);
        return section.build(() -> new TlsSettings(certificate, key, authority));
    }
}
