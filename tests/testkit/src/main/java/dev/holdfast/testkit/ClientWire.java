package dev.holdfast.testkit;

import java.time.Duration;

/** The wire between the client and the node: a millisecond long and without fault until told otherwise. */
public final class ClientWire {

    private final Direction toClient;
    private final Direction fromClient;

    ClientWire(World.Wires wires) {
        this.toClient = new Direction(wires.toClient());
        this.fromClient = new Direction(wires.fromClient());
    }

    public Direction toClient() {
        return toClient;
    }

    public Direction fromClient() {
        return fromClient;
    }

    /** Both ways. */
    public void loses(int percent) {
        toClient.loses(percent);
        fromClient.loses(percent);
    }

    /** Both ways; what is under way is lost. */
    public void breaks() {
        toClient.breaks();
        fromClient.breaks();
    }

    public void heals() {
        toClient.heals();
        fromClient.heals();
    }

    /** One way of the wire. What is said of it holds for segments that are sent from now on. Percentages are 0 to 100. */
    public static final class Direction {

        private final Wire wire;

        private Direction(Wire wire) {
            this.wire = wire;
        }

        /** So many of a hundred segments, by the seed. */
        public void loses(int percent) {
            Wire.Profile now = wire.profile();
            become(permille(percent), now.doublePermille(), now.overtakePermille(), now.delayNanos());
        }

        /** The very next segments, without chance. */
        public void losesTheNext(int segments) {
            wire.doom(segments);
        }

        public void doubles(int percent) {
            Wire.Profile now = wire.profile();
            become(now.lossPermille(), permille(percent), now.overtakePermille(), now.delayNanos());
        }

        /** So many of a hundred segments are late, and their successors come first. */
        public void reorders(int percent) {
            Wire.Profile now = wire.profile();
            become(now.lossPermille(), now.doublePermille(), permille(percent), now.delayNanos());
        }

        /** How long each segment is under way. */
        public void takes(Duration time) {
            Wire.Profile now = wire.profile();
            become(now.lossPermille(), now.doublePermille(), now.overtakePermille(), time.toNanos());
        }

        /** Loses everything, also what is under way. */
        public void breaks() {
            wire.breakOff(true);
        }

        public void heals() {
            wire.breakOff(false);
        }

        private void become(int loss, int twice, int overtake, long delay) {
            Wire.Profile now = wire.profile();
            wire.become(new Wire.Profile(loss, twice, overtake, delay, now.jitterNanos(), now.queueMax()));
        }

        private static int permille(int percent) {
            if (percent < 0 || percent > 100) {
                throw new IllegalArgumentException(percent + " is no percentage");
            }
            return 10 * percent;
        }
    }
}
