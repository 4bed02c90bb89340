package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.campaign.CampaignReport;
import dev.holdfast.tests.campaign.CampaignRequest;
import dev.holdfast.tests.campaign.KillCampaign;
import dev.holdfast.tests.lab.LabRequest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Short campaigns; {@code holdfast campaign kills} runs longer ones. Two connections live through every kill of each. */
@Tag("system")
class KillCampaignSystemTest {

    @Test
    void sixteenConnectionsSurviveKills() throws InterruptedException {
        survives(CampaignRequest.of(24, 16, 1));
    }

    @Test
    void ipv6ConnectionsSurvive() throws InterruptedException {
        survives(CampaignRequest.of(12, 8, 2).withVip("fd77::10"));
    }

    @Test
    void connectionsToAServerInTheHostsOwnNetworkSurvive() throws InterruptedException {
        survives(CampaignRequest.of(12, 8, 3).withPlacement(LabRequest.Placement.HOST));
    }

    @Test
    void connectionsOverThePortableLinkSurvive() throws InterruptedException {
        survives(CampaignRequest.of(12, 8, 4).withLink(LabRequest.LinkKind.PCAP4J));
    }

    private static void survives(CampaignRequest request) throws InterruptedException {
        CampaignReport report = KillCampaign.run(request, Talk.toStderr());

        System.out.println(report.toJson().toPrettyString());
        assertThat(report.ok()).as(report.toJson().toPrettyString()).isTrue();
    }
}
