package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.campaign.CampaignRequest;
import dev.holdfast.tests.campaign.ClusterCampaign;
import dev.holdfast.tests.campaign.ClusterReport;
import dev.holdfast.tests.lab.LabRequest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Short campaigns over three hosts; IPv4 and a network of the server's own are in {@link TwoAddressesSystemTest}; {@code holdfast campaign hosts|partitions|replicas} are the long ones. */
@Tag("system")
class ClusterCampaignSystemTest {

    @Test
    void ipv6ConnectionsToAServerInItsHostsOwnNetworkSurvive() throws InterruptedException {
        survives(
                ClusterCampaign.Kind.HOSTS,
                CampaignRequest.of(2, 6, 2)
                        .withLabName("thost6")
                        .withVip("fd77::10")
                        .withPlacement(LabRequest.Placement.HOST));
    }

    @Test
    void nobodySpeaksForAnAddressBesideItsOwnerWhateverIsFrozenOrCut() throws InterruptedException {
        survives(ClusterCampaign.Kind.PARTITIONS, CampaignRequest.of(6, 4, 3).withLabName("tparts"));
    }

    private static void survives(ClusterCampaign.Kind kind, CampaignRequest request) throws InterruptedException {
        ClusterReport report = ClusterCampaign.run(kind, request, Talk.toStderr());

        System.out.println(report.toJson().toPrettyString());
        assertThat(report.ok()).as(report.toJson().toPrettyString()).isTrue();
    }
}
