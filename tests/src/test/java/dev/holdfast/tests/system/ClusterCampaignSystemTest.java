package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.campaign.CampaignRequest;
import dev.holdfast.tests.campaign.ClusterCampaign;
import dev.holdfast.tests.campaign.ClusterReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Short campaigns over three hosts; {@code holdfast campaign hosts|partitions|replicas} runs longer ones. */
@Tag("system")
class ClusterCampaignSystemTest {

    @Test
    void connectionsSurviveTheDeathOfTheirHost() throws InterruptedException {
        survives(ClusterCampaign.Kind.HOSTS, CampaignRequest.of(4, 6, 1).withLabName("thost"));
    }

    @Test
    void twoHostsNeverSpeakAtOnceWhateverIsCutOrFrozen() throws InterruptedException {
        survives(ClusterCampaign.Kind.PARTITIONS, CampaignRequest.of(10, 6, 2).withLabName("tcut"));
    }

    @Test
    void noClientNoticesThatABackupOrTheWitnessDied() throws InterruptedException {
        survives(ClusterCampaign.Kind.REPLICAS, CampaignRequest.of(3, 6, 3).withLabName("trepl"));
    }

    private static void survives(ClusterCampaign.Kind kind, CampaignRequest request) throws InterruptedException {
        ClusterReport report = ClusterCampaign.run(kind, request, Talk.toStderr());

        System.out.println(report.toJson().toPrettyString());
        assertThat(report.ok()).as(report.toJson().toPrettyString()).isTrue();
    }
}
