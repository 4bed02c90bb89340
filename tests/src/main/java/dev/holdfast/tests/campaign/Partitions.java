package dev.holdfast.tests.campaign;

import dev.holdfast.tests.lab.LabHost;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Nothing dies, but hosts stand still or do not hear each other for a while; then all is well again. */
final class Partitions implements ClusterPlan {

    /** A kernel's timer and this machine's load. */
    private static final long FENCE_SLACK_MILLIS = 30;

    @Override
    public void step(ClusterStage stage, SplittableRandom random) throws InterruptedException {
        LabHost owner = stage.awaitWhole();
        stage.pause(random.nextInt(50, 300));
        Fault fault = FaultSchedule.next(
                random,
                owner.name(),
                stage.lab().hosts().stream().map(LabHost::name).toList());
        long from = System.currentTimeMillis();
        fault.begin(stage.lab());
        long begun = System.currentTimeMillis();
        stage.pause(fault.millis());
        if (mustSilence(fault, owner.name())) {
            mustBeSilent(stage, owner.name(), begun, fault);
        }
        fault.end(stage.lab());
        stage.measure("from the end of a fault until all is whole", stage::awaitWhole);
        stage.awaitProgress();
        stage.struck(new Blow(fault.kind(), fault.toString(), from, System.currentTimeMillis()));
    }

    /** Whether the owner's lease runs out under it: frozen, or without a way to or from the others. */
    static boolean mustSilence(Fault fault, String owner) {
        boolean beyond = fault.millis() > ClusterStage.LEASE.toMillis() + FENCE_SLACK_MILLIS;
        return beyond
                && switch (fault) {
                    case Fault.Freeze freeze -> freeze.host().equals(owner);
                    case Fault.Cut cut -> cut.links().contains(owner + "-backbone");
                    case Fault.Flap _ -> false;
                };
    }

    /** I9: the last frame leaves within the lease, by the observer's clock, which is this one. */
    private static void mustBeSilent(ClusterStage stage, String owner, long begunMillis, Fault fault) {
        OptionalLong last = stage.turns().last(owner);
        if (last.isPresent()) {
            double after = last.getAsLong() / 1000.0 - begunMillis;
            stage.measured("last frame after " + fault.kind(), Math.max(0, after));
            if (after > ClusterStage.LEASE.toMillis() + FENCE_SLACK_MILLIS) {
                stage.problem("%s spoke %.0f ms after %s".formatted(owner, after, fault));
            }
        }
    }
}
