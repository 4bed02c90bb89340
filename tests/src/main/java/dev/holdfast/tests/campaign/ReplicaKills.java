package dev.holdfast.tests.campaign;

import dev.holdfast.tests.lab.LabHost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Backup or witness die and come back, which no client may notice; every third time the owner dies right afterwards. */
final class ReplicaKills implements ClusterPlan {

    private static final String KIND = "backup or witness killed";
    private static final double STALL_MILLIS_MAX = 200;
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
        HostKills.kill(stage, victim, KIND);
        stage.pause(random.nextInt(500, 1500));
        HostKills.comeBack(stage, victim);
        if (++steps % OWNER_EVERY == 0) {
            LabHost next = stage.awaitWhole();
            HostKills.killOwner(stage, next);
            HostKills.comeBack(stage, next);
        }
    }

    @Override
    public Map<String, Double> stallLimits() {
        return Map.of(KIND, STALL_MILLIS_MAX);
    }

    /** A fresh owner's code is compiled on the first load, which is not what a replica's death costs. */
    @Override
    public Duration warmUp() {
        return Duration.ofSeconds(10);
    }
}
