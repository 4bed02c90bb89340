package dev.holdfast.testkit;

import dev.holdfast.protocol.wire.Segment;
import java.util.function.Consumer;

/** One direction of a link: loses, doubles, overtakes and delays by its profile; a full queue drops. */
final class Wire {

    /**
     * @param overtakePermille how often a segment is late, so that its successors come first
     * @param queueMax segments under way at most
     */
    record Profile(
            int lossPermille,
            int doublePermille,
            int overtakePermille,
            long delayNanos,
            long jitterNanos,
            int queueMax) {}

    private final VirtualTime time;
    private final Dice dice;
    private Profile profile;
    private final Consumer<Segment> receiver;
    private long lastArrival;
    private int underWay;
    private int overflows;
    private int cuts;
    private int doomed;
    private boolean broken;

    Wire(VirtualTime time, Dice dice, Profile profile, Consumer<Segment> receiver) {
        this.time = time;
        this.dice = dice;
        this.profile = profile;
        this.receiver = receiver;
    }

    /** How many segments met a full queue. */
    int overflows() {
        return overflows;
    }

    /** Whatever is under way is lost. */
    void cut() {
        cuts++;
        underWay = 0;
    }

    Profile profile() {
        return profile;
    }

    /** From now on; what is under way stays so. */
    void become(Profile next) {
        profile = next;
    }

    /** Loses the next {@code count} segments. */
    void doom(int count) {
        doomed += count;
    }

    /** A broken wire loses everything. */
    void breakOff(boolean nowBroken) {
        broken = nowBroken;
        if (broken) {
            cut();
        }
    }

    /** Whether the segment got onto the link; it may still be lost there. */
    boolean send(Segment segment) {
        if (underWay >= profile.queueMax()) {
            overflows++;
            return false;
        }
        if (broken || doomed > 0) {
            doomed = Math.max(0, doomed - 1);
            return true;
        }
        if (dice.chance(profile.lossPermille())) {
            return true;
        }
        Segment owned = new Segment(
                segment.seq(),
                segment.ack(),
                segment.flags(),
                segment.wnd(),
                segment.urgentPointer(),
                segment.options(),
                segment.payload().owned());
        deliver(owned);
        if (dice.chance(profile.doublePermille())) {
            deliver(owned);
        }
        return true;
    }

    private void deliver(Segment segment) {
        long arrival = time.now() + profile.delayNanos() + dice.between(0, profile.jitterNanos());
        if (dice.chance(profile.overtakePermille())) {
            arrival += dice.between(0, 4 * profile.delayNanos() + 2 * VirtualTime.MILLI);
        } else {
            arrival = Math.max(arrival, lastArrival);
            lastArrival = arrival;
        }
        underWay++;
        int cutsBefore = cuts;
        time.at(arrival, () -> {
            if (cuts == cutsBefore) {
                underWay--;
                receiver.accept(segment);
            }
        });
    }
}
