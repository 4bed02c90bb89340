package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSettingsTest {

    private static final String THREE = """
            holdfast.node.name = beta
            holdfast.cluster.nodes = [
              { name = alpha, role = server, address = "10.9.0.1", cluster-port = 7401, journal-port = 7402 }
              { name = beta, role = server, address = "10.9.0.2", cluster-port = 7401, journal-port = 7402 }
              { name = gamma, role = witness, address = "2001:db8::3", cluster-port = 7401, journal-port = 7402 }
            ]
            holdfast.vips = [{
              address = "192.0.2.10", interface = eth0, owners = [beta, alpha]
              services = [{ name = web, port = 80, command = [nginx] }]
            }]
            """;

    private static final String TLS = """
            holdfast.cluster.tls { certificate = "/c/beta.crt", key = "/c/beta.key", authority = "/c/ca.crt" }
            """;

    @Test
    void readsAClusterOfThree() {
        assertThat(Settings.parse("three.conf", THREE + TLS))
                .isInstanceOfSatisfying(SettingsResult.Loaded.class, it -> {
                    Settings settings = it.settings();
                    assertThat(settings.cluster().replicasOf(settings.vips().getFirst()))
                            .extracting(ClusterNode::name)
                            .containsExactly("beta", "alpha", "gamma");
                    assertThat(settings.cluster().tls())
                            .isEqualTo(new TlsSettings(
                                    Path.of("/c/beta.crt"), Path.of("/c/beta.key"), Path.of("/c/ca.crt")));
                });
    }

    @Test
    void goesWithoutCertificatesOnTheLoopbackOnly() {
        assertThat(errors(THREE)).extracting(ConfigError::key).containsExactly("holdfast.cluster.tls");
        assertThat(errors(THREE + "holdfast.cluster.insecure = true")).isEmpty();
        assertThat(errors(THREE.replaceAll("10.9.0|2001:db8:", "127.0.0").replace("127.0.0:3", "::1")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name = beta                | name = delta         | 1 | holdfast.node.name                          | beta
            owners = [beta, alpha]     | owners = [alpa]      | 8 | holdfast.vips[0].owners                     | alpha
            owners = [beta, alpha]     | owners = [gamma]     | 8 | holdfast.vips[0].owners                     |
            owners = [beta, alpha]     | owners = []          | 8 | holdfast.vips[0].owners                     |
            owners = [beta, alpha]     | owners = [beta,beta] | 8 | holdfast.vips[0].owners                     |
            owners = [beta, alpha]     | owner = beta         | 8 | holdfast.vips[0].owner                      | owners
            journal-port = 7402        | journal-port = 7401  | 2 | holdfast.cluster.nodes                      |
            journal-port = 7402        | journal-port = 0     | 3 | holdfast.cluster.nodes[0].journal-port      |
            role = witness             | role = wittness      | 5 | holdfast.cluster.nodes[2].role              |
            name = gamma               | name = alpha         | 2 | holdfast.cluster.nodes                      |
            10.9.0.2                   | 10.9.0.1             | 2 | holdfast.cluster.nodes                      |
            10.9.0.2                   | alpha.example        | 4 | holdfast.cluster.nodes[1].address           |
            10.9.0.2                   | 0.0.0.0              | 4 | holdfast.cluster.nodes[1].address           |
            certificate                | certificat           | 11 | holdfast.cluster.tls.certificat            | certificate
            """)
    void rejectsWhatAClusterCannotBe(String right, String wrong, int line, String key, String nearest) {
        List<ConfigError> errors = errors((THREE + TLS).replaceFirst(java.util.regex.Pattern.quote(right), wrong));

        assertThat(errors)
                .extracting(ConfigError::line, ConfigError::key, ConfigError::nearest)
                .contains(tuple(line, key, nearest));
    }

    @Test
    void aClusterOfOneIsItsOwnOnlyOwner() {
        String one = """
                holdfast.vips = [{
                  address = "192.0.2.10", interface = eth0, owners = [beta]
                  services = [{ name = web, port = 80, command = [nginx] }]
                }]
                """;
        assertThat(errors(one)).extracting(ConfigError::key).containsExactly("holdfast.vips[0].owners");
    }

    @Test
    void refusesCertificatesThatAreNotToBeUsed() {
        assertThat(errors(THREE + TLS + "holdfast.cluster.insecure = true"))
                .extracting(ConfigError::key)
                .containsExactly("holdfast.cluster.insecure");
    }

    private static List<ConfigError> errors(String text) {
        return switch (Settings.parse("cluster.conf", text)) {
            case SettingsResult.Loaded _ -> List.of();
            case SettingsResult.Invalid(List<ConfigError> errors) -> errors;
        };
    }
}
