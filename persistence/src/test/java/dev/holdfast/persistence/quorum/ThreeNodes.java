package dev.holdfast.persistence.quorum;

import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Settings of alpha, beta and the witness gamma, which keep one journal. */
final class ThreeNodes {

    private ThreeNodes() {}

    /** @param tls settings that follow the nodes, or nothing */
    static Settings settings(Path directory, String node, String store, int[] ports, String tls) throws IOException {
        Path own = Files.createDirectories(directory.resolve(node));
        Path file = Files.writeString(
                own.resolve("node.conf"), """
                holdfast.node { name = "%s", state-directory = "%s", admin-socket = "/run/hf.sock" }
                holdfast.cluster {
                  lease = 200 ms
                  nodes = [
                    { name = alpha, role = server, address = "127.0.0.1", cluster-port = 1, journal-port = %d }
                    { name = beta, role = server, address = "127.0.0.1", cluster-port = 2, journal-port = %d }
                    { name = gamma, role = witness, address = "127.0.0.1", cluster-port = 3, journal-port = %d }
                  ]
                  %s
                }
                holdfast.journal { store = %s, memory-bytes-max = 64 MiB, disk-bytes-max = 1 GiB }
                holdfast.vips = [{ address = "10.77.0.10", interface = eth0, owners = [alpha, beta]
                  services = [{ name = web, port = 80, command = [ "/bin/true" ] }] }]
                """.formatted(node, own, ports[0], ports[1], ports[2], tls, store));
        return switch (Settings.load(file)) {
            case SettingsResult.Loaded loaded -> loaded.settings();
            case SettingsResult.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }

    /** What the authority in {@code certificates} issued to {@code node}. */
    static String tls(Path certificates, String node) {
        return "tls { certificate = \"%s\", key = \"%s\", authority = \"%s\" }"
                .formatted(
                        certificates.resolve(node + ".crt"),
                        certificates.resolve(node + ".key"),
                        certificates.resolve("ca.crt"));
    }
}
