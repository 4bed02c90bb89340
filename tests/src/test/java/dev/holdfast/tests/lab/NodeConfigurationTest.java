package dev.holdfast.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.ClusterNode;
import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeConfigurationTest {

    @ParameterizedTest
    @CsvSource({
        "10.77.0.10, NAMESPACE, FAST, MEMORY, L0",
        "10.77.0.10, HOST, PCAP4J, DISK, L1",
        "fd77::10, HOST, FAST, DISK, L0",
    })
    void isWhatTheNodeReads(
            String vip,
            LabRequest.Placement placement,
            LabRequest.LinkKind link,
            LabRequest.JournalKind journal,
            String level) {
        List<String> awkward =
                List.of("/bin/server", "two words", "a \"quote\"", "back\\slash", "${not.resolved}", "\t");
        LabRequest request = LabRequest.of("x", 8080, awkward)
                .withVip(vip)
                .withPlacement(placement)
                .withLink(link)
                .withJournal(journal)
                .withLevel(level);

        String text = NodeConfiguration.render(request, new LabPlace("x").soleHost(), Addressing.around(vip));

        assertThat(Settings.parse("node.conf", text)).isInstanceOfSatisfying(SettingsResult.Loaded.class, loaded -> {
            var service = loaded.settings().vips().getFirst().services().getFirst();
            assertThat(service.command()).isEqualTo(awkward);
            assertThat(service.port()).isEqualTo(8080);
        });
    }

    @ParameterizedTest
    @CsvSource({"alpha, false", "beta, true", "gamma, true"})
    void tellsTheNodesOfThreeHostsOfEachOther(String host, boolean tls) {
        LabRequest request = LabRequest.of("x", 8080, List.of("/bin/server")).withHosts(new LabRequest.Hosts(3, tls));

        String text = NodeConfiguration.render(request, new LabPlace("x").host(host), Addressing.around("10.77.0.10"));

        assertThat(Settings.parse("node.conf", text)).isInstanceOfSatisfying(SettingsResult.Loaded.class, loaded -> {
            Settings settings = loaded.settings();
            assertThat(settings.node().name()).isEqualTo(host);
            assertThat(settings.vips().getFirst().owners()).containsExactly("alpha", "beta");
            assertThat(settings.cluster().replicasOf(settings.vips().getFirst()))
                    .extracting(ClusterNode::name)
                    .containsExactly("alpha", "beta", "gamma");
            assertThat(settings.cluster().insecure()).isEqualTo(!tls);
        });
    }
}
