package dev.holdfast.tests.campaign;

import java.util.SplittableRandom;

/**
 * When the server dies next, by a seed: mostly after it served for a while, sometimes 50 ms after the last time, sometimes so
 * soon that the recovery from the last time is still under way.
 */
final class KillSchedule {

    private static final int CLOSE_MILLIS = 50;

    private final SplittableRandom random;

    KillSchedule(long seed) {
        this.random = new SplittableRandom(seed);
    }

    long nextGapMillis() {
        int kind = random.nextInt(100);
        if (kind < 15) {
            return CLOSE_MILLIS;
        }
        return kind < 30 ? random.nextInt(5, 40) : random.nextInt(150, 600);
    }
}
