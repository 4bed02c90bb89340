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

    /**
     * When the next kill comes.
     *
     * @param afterServing counted from when the server serves again, or from the last kill
     */
    record Gap(boolean afterServing, long millis) {}

    Gap next() {
        int kind = random.nextInt(100);
        if (kind < 15) {
            return new Gap(false, CLOSE_MILLIS);
        }
        return kind < 30 ? new Gap(false, random.nextInt(5, 40)) : new Gap(true, random.nextInt(100, 500));
    }
}
