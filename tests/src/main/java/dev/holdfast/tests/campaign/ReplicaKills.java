package dev.holdfast.tests.campaign;

import dev.holdfast.tests.lab.LabHost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Backup or witness die and come back, which no client may notice; every third time the owner dies right afterwards. */
final class ReplicaKills implements ClusterPlan {

    private static final String DEATH = "backup or witness killed";
    private static final String RETURN = "backup or witness came back";
    private static final String OWNERS_RETURN = "former owner came back";
    private static final double STALL_MILLIS_MAX = 200;
    private static final int SETTLING_MILLIS = 3_000;
    private static final int OWNER_EVERY = 3;

    private int steps;

    @Override
    public void step(ClusterStage stage, SplittableRandom random) throws InterruptedException {
        LabHost owner = stage.awaitWhole();
        List<LabHost> others = stage.lab().hosts().stream()
                .filter(host -> !host.name().equals(owner.name()))
                .toList();
        LabHost victim = others.get(random.nextInt(others.size()));
        stage.pause(random.nextInt(100, 500));
        die(stage, victim, random.nextInt(500, 1500));
        comeBack(stage, victim, RETURN);
        if (++steps % OWNER_EVERY == 0) {
            LabHost next = stage.awaitWhole();
            stage.pause(random.nextInt(100, 500));
            HostKills.killOwner(stage, next);
            comeBack(stage, next, OWNERS_RETURN);
            stage.pause(warmUp().toMillis());
        }
    }

    private static void die(ClusterStage stage, LabHost victim, int awayMillis) throws InterruptedException {
        long at = System.currentTimeMillis();
        stage.lab().killHost(victim, false);
        stage.pause(awayMillis);
        stage.struck(new Blow(DEATH, "power cut of " + victim.name(), at, System.currentTimeMillis()));
    }

    /** From the first instruction of its node until it could take over, and a little longer: by then it goes before others. */
    private static void comeBack(ClusterStage stage, LabHost victim, String kind) throws InterruptedException {
        long at = System.currentTimeMillis();
        HostKills.comeBack(stage, victim);
        stage.pause(SETTLING_MILLIS);
        stage.struck(new Blow(kind, "return of " + victim.name(), at, System.currentTimeMillis()));
    }

    @Override
    public Map<String, Double> stallLimits() {
        return Map.of(DEATH, STALL_MILLIS_MAX, RETURN, STALL_MILLIS_MAX);
    }

    /** A fresh owner's code is compiled on the first load, which is not what a replica's death costs. */
    @Override
    public Duration warmUp() {
        return Duration.ofSeconds(30);
    }
}
