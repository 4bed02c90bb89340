package dev.holdfast.tests.campaign;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;

/** What a campaign does to a lab of three hosts, step by step. */
interface ClusterPlan {

    /** Strikes once and lets the hosts come together again; fails if they do not. */
    void step(ClusterStage stage, SplittableRandom random) throws InterruptedException;

    /** The longest stall in ms that a kind of blow may cost a client; kinds that are not named have no limit. */
    default Map<String, Double> stallLimits() {
        return Map.of();
    }

    /** How long the load runs before the first step. */
    default Duration warmUp() {
        return Duration.ofMillis(500);
    }
}
