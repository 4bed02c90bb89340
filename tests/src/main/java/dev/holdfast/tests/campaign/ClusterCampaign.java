package dev.holdfast.tests.campaign;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.Addressing;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.LanObserver;
import dev.holdfast.tests.lab.LastWill;
import dev.holdfast.tests.lab.SystemPrograms;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Plays a plan in a lab of three hosts under a {@link MixedLoad}, with the observer on the clients' switch. */
public final class ClusterCampaign {

    private static final int PORT = 9000;
    private static final int CALM_MILLIS = 500;

    private ClusterCampaign() {}

    /** The plans that there are. */
    public enum Kind {
        /** The host that serves loses its power. */
        HOSTS,
        /** Freezes and cuts. */
        PARTITIONS,
        /** Backup or witness lose their power. */
        REPLICAS;

        private ClusterPlan plan() {
            return switch (this) {
                case HOSTS -> new HostKills();
                case PARTITIONS -> new Partitions();
                case REPLICAS -> new ReplicaKills();
            };
        }
    }

    /** Runs it in a lab of its own; leaves nothing behind. */
    public static ClusterReport run(Kind kind, CampaignRequest request, Talk talk) throws InterruptedException {
        try (LastWill will = new LastWill()) {
            List<String> server = SystemPrograms.server("mixed", Addressing.around(request.vip()), PORT);
            will.add(() -> Lab.down(request.labName()));
            Lab lab = Lab.up(
                    LabRequest.of(request.labName(), PORT, server)
                            .withHosts(LabRequest.Hosts.THREE)
                            .withVip(request.vip())
                            .withPlacement(request.placement())
                            .withLink(request.link()),
                    talk::step);
            return play(kind.plan(), request, lab, talk);
        }
    }

    private static ClusterReport play(ClusterPlan plan, CampaignRequest request, Lab lab, Talk talk)
            throws InterruptedException {
        SplittableRandom random = new SplittableRandom(request.seed());
        try (LanObserver observer = LanObserver.on(lab);
                MixedLoad load = MixedLoad.start(lab, request)) {
            ClusterStage stage = new ClusterStage(lab, observer.turns(), load, talk);
            TimeUnit.MILLISECONDS.sleep(plan.warmUp().toMillis());
            int steps = steps(plan, request, stage, random, talk);
            TimeUnit.MILLISECONDS.sleep(CALM_MILLIS);
            LoadReport seen = load.windUp();
            ClusterReport report = ClusterReport.of(
                    request, steps, stage, plan, seen, observer.stop().overlaps(ClusterStage.LEASE));
            if (!report.ok()) {
                talk.bad("the nodes' last words:\n" + lab.nodesLastWords());
            }
            return report;
        }
    }

    /** Gives how many steps were done to their end; the first that fails is the last. */
    private static int steps(
            ClusterPlan plan, CampaignRequest request, ClusterStage stage, SplittableRandom random, Talk talk)
            throws InterruptedException {
        int done = 0;
        try (Halt halt = new Halt(talk)) {
            while (done < request.blows() && stage.loadRuns() && !halt.isAsked()) {
                plan.step(stage, random);
                done++;
            }
        } catch (CommandFailure failed) {
            stage.problem("step " + (done + 1) + ": " + failed.getMessage() + " " + failed.advice());
        }
        return done;
    }
}
