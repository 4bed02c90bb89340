package dev.holdfast.tests.campaign;

import dev.holdfast.tests.lab.LabRequest;

/**
 * What a campaign is asked to be.
 *
 * @param blows how many kills or other failures
 * @param connections at any time; two of them live through all blows, the others come and go
 * @param sessionBytes of one coming and going connection
 * @param bytesPerSecond of each connection
 */
public record CampaignRequest(
        String labName,
        String vip,
        LabRequest.Placement placement,
        LabRequest.LinkKind link,
        int blows,
        int connections,
        long seed,
        long sessionBytes,
        long bytesPerSecond) {

    public static CampaignRequest of(int blows, int connections, long seed) {
        return new CampaignRequest(
                "kills",
                "10.77.0.10",
                LabRequest.Placement.NAMESPACE,
                LabRequest.LinkKind.FAST,
                blows,
                connections,
                seed,
                6 << 20,
                3 << 20);
    }

    public CampaignRequest withLabName(String other) {
        return new CampaignRequest(other, vip, placement, link, blows, connections, seed, sessionBytes, bytesPerSecond);
    }

    public CampaignRequest withVip(String other) {
        return new CampaignRequest(
                labName, other, placement, link, blows, connections, seed, sessionBytes, bytesPerSecond);
    }

    public CampaignRequest withPlacement(LabRequest.Placement other) {
        return new CampaignRequest(labName, vip, other, link, blows, connections, seed, sessionBytes, bytesPerSecond);
    }

    public CampaignRequest withLink(LabRequest.LinkKind other) {
        return new CampaignRequest(
                labName, vip, placement, other, blows, connections, seed, sessionBytes, bytesPerSecond);
    }
}
