package dev.holdfast.tests.campaign;

import dev.holdfast.tests.lab.LabHost;
import java.util.SplittableRandom;

/** The host that serves loses its power, and comes back empty as the other one's backup. */
final class HostKills implements ClusterPlan {

    private static final String KIND = "owner's host killed";

    @Override
    public void step(ClusterStage stage, SplittableRandom random) throws InterruptedException {
        LabHost owner = stage.awaitWhole();
        stage.pause(random.nextInt(100, 500));
        killOwner(stage, owner);
        stage.pause(random.nextInt(100, 500));
        comeBack(stage, owner);
    }

    /** Until its successor has recovered all connections a stall is this death's work. */
    static void killOwner(ClusterStage stage, LabHost owner) {
        long at = System.currentTimeMillis();
        stage.lab().killHost(owner, false);
        stage.measure("until the other host serves", () -> stage.awaitSuccessor(owner));
        stage.struck(new Blow(KIND, "power cut of " + owner.name(), at, System.currentTimeMillis()));
    }

    static void comeBack(ClusterStage stage, LabHost host) {
        stage.measure(
                "until the node that came back is ready", () -> stage.lab().startHost(host));
        stage.measure("from there until all copies are whole", stage::awaitWhole);
    }
}
