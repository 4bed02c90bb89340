package dev.holdfast.actors.doctor;

import dev.holdfast.config.TlsSettings;
import dev.holdfast.persistence.tls.NodeIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this node proves its name with: its files belong together, name it, are valid now, and nobody else reads the key.
 *
 * @param tls null: plain connections
 */
public record CertificateCheck(String node, @Nullable TlsSettings tls) implements Check {

    private static final Duration SOON = Duration.ofDays(30);
    private static final String RENEW = "make new ones with holdfast certs, and start one node after the other";

    @Override
    public String subject() {
        return "certificates";
    }

    @Override
    public Finding look() throws IOException {
        if (tls == null) {
            return new Finding.Warning(
                    "none: whoever reaches the cluster's ports may do everything", "make them with holdfast certs");
        }
        try {
            return judge(NodeIdentity.load(tls), Instant.now(), tls.key());
        } catch (IOException unusable) {
            return Finding.Failure.of(unusable, "make them with holdfast certs");
        }
    }

    private Finding judge(NodeIdentity identity, Instant now, Path key) throws IOException {
        if (!identity.belongsTo(node)) {
            return new Finding.Failure(
                    "the certificate does not name this node, " + node,
                    "give it the one that holdfast certs made for it");
        }
        if (now.isBefore(identity.begins())) {
            return new Finding.Failure("not valid before " + identity.begins(), "set this host's clock");
        }
        if (now.isAfter(identity.ends())) {
            return new Finding.Failure("ran out on " + identity.ends(), RENEW);
        }
        if (now.plus(SOON).isAfter(identity.ends())) {
            return new Finding.Warning("run out on " + identity.ends(), RENEW);
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(key);
        boolean open =
                rights.contains(PosixFilePermission.GROUP_READ) || rights.contains(PosixFilePermission.OTHERS_READ);
        return open
                ? new Finding.Warning(key + " can be read by others than its owner", "chmod 600 " + key)
                : new Finding.Fine("valid until " + identity.ends());
    }
}
