package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementTest {

    private static final String TEXT = """
            holdfast.node.name = alpha
            holdfast.node.state-directory = "/var/lib/holdfast"
            holdfast.cluster.nodes = [
              { name = alpha, role = server, address = "127.0.0.1", cluster-port = 7401, journal-port = 7402 }
              { name = beta, role = server, address = "127.0.0.1", cluster-port = 7403, journal-port = 7404 }
            ]
            holdfast.cluster.lease = 300 ms
            holdfast.journal.memory-bytes-max = 1 GiB
            holdfast.limits.closed-kept = 1 m
            holdfast.fence = on
            holdfast.vips = [{
              address = "192.0.2.10", interface = eth0, owners = [alpha]
              services = [{ name = web, port = 80, command = [nginx], environment { KEY = secret } }]
            }]
            """;

    private static Agreement agreement(String text) {
        if (Settings.parse("node.conf", text) instanceof SettingsResult.Loaded loaded) {
            return Agreement.ofMarks(Agreement.of(loaded.settings()).marks());
        }
        throw new AssertionError(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cluster-port = 7403 | cluster-port = 7405 | cluster.nodes
            lease = 300 ms      | lease = 301 ms      | cluster.lease
            = 1 GiB             | = 2 GiB             | journal
            closed-kept = 1 m   | closed-kept = 2 m   | limits
            fence = on          | fence = off         | fence
            owners = [alpha]    | owners = [beta]     | vips 192.0.2.10 owners
            port = 80           | port = 81           | vips 192.0.2.10 services
            [nginx]             | [nginx, -q]         | vips 192.0.2.10 services
            """)
    void whatMustAgreeIsNamedWhenItDoesNot(String here, String there, String part) {
        String other = TEXT.replace(here, there);

        assertThat(other).isNotEqualTo(TEXT);
        assertThat(agreement(TEXT).differences(agreement(other))).contains(part);
        assertThat(agreement(other).differences(agreement(TEXT))).contains(part);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            node.name = alpha | node.name = beta
            /var/lib/holdfast | /srv/holdfast
            eth0              | eth1
            secret            | another
            """)
    void whatIsAHostsOwnIsNotCompared(String here, String there) {
        assertThat(agreement(TEXT).differences(agreement(TEXT.replaceFirst(here, there))))
                .isEmpty();
    }

    @Test
    void anAddressThatOnlyOneHasIsADifference() {
        String other = TEXT.replace("192.0.2.10", "192.0.2.11");

        assertThat(agreement(TEXT).differences(agreement(other)))
                .contains("vips", "vips 192.0.2.10 owners", "vips 192.0.2.11 owners");
    }

    @Test
    void whoSaysNothingIsNotCompared() {
        Agreement older = Agreement.ofMarks(List.of("server", "dc-default", "agreement-0:fence=00"));

        assertThat(agreement(TEXT).differences(older)).isEmpty();
        assertThat(agreement(TEXT).differences(agreement(TEXT))).isEmpty();
    }
}
