package dev.holdfast.tests.lab;

import dev.holdfast.config.TlsSettings;
import dev.holdfast.persistence.tls.CertificateAuthority;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the nodes of a large lab are told of each other, as HOCON; nothing in a small one. */
final class ClusterConfiguration {

    private static final int CLUSTER_PORT = 7401;
    private static final int JOURNAL_PORT = 7402;
    private static final int CERTIFICATE_DAYS = 30;

    private ClusterConfiguration() {}

    /** The key of a virtual address. */
    static String owners(LabRequest request) {
        return request.hosts().count() == 1 ? "" : "\n    owners = [\"alpha\", \"beta\"]";
    }

    static String section(LabRequest request, HostPlace host, Addressing addressing) {
        if (request.hosts().count() == 1) {
            return "";
        }
        List<String> nodes = new ArrayList<>();
        for (int number = 0; number < LabPlace.HOSTS.size(); number++) {
            String name = LabPlace.HOSTS.get(number);
            String role = name.equals(LabPlace.HOSTS.getLast()) ? "witness" : "server";
            nodes.add("{ name = \"%s\", role = %s, address = \"%s\", cluster-port = %d, journal-port = %d }"
                    .formatted(name, role, addressing.backbone(number), CLUSTER_PORT, JOURNAL_PORT));
        }
        return """
                holdfast.cluster {
                  name = "lab-%s"
                  nodes = [
                    %s
                  ]
                  %s
                }
                """.formatted(
                host.lab().name(), String.join("\n    ", nodes), request.hosts().tls() ? tls(host) : "insecure = true");
    }

    /** Makes every host's certificate. */
    static void certify(LabPlace place, Addressing addressing) throws IOException {
        CertificateAuthority authority = CertificateAuthority.in(place.certificates(), CERTIFICATE_DAYS);
        for (int number = 0; number < LabPlace.HOSTS.size(); number++) {
            authority.issue(LabPlace.HOSTS.get(number), List.of(IpAddress.parse(addressing.backbone(number))));
        }
    }

    private static String tls(HostPlace host) {
        TlsSettings files = new TlsSettings(
                host.lab().certificates().resolve(host.name() + ".crt"),
                host.lab().certificates().resolve(host.name() + ".key"),
                host.lab().certificates().resolve("ca.crt"));
        return "tls { certificate = \"%s\", key = \"%s\", authority = \"%s\" }"
                .formatted(files.certificate(), files.key(), files.authority());
    }
}
