package dev.holdfast.tests.campaign;

import dev.holdfast.tests.lab.Cuts;
import dev.holdfast.tests.lab.Lab;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Something that goes wrong for a while without anything dying. */
sealed interface Fault {

    /** What faults are compared by. */
    String kind();

    /** How long it lasts. */
    long millis();

    /** Lets it begin; the time in which it lasts is the caller's. */
    void begin(Lab lab) throws InterruptedException;

    /** And end. */
    void end(Lab lab);

    /** All processes of a host stand still: a paused virtual machine. */
    record Freeze(String kind, String host, long millis) implements Fault {

        @Override
        public void begin(Lab lab) {
            lab.host(host).freeze();
        }

        @Override
        public void end(Lab lab) {
            lab.host(host).thaw();
        }
    }

    /** Cables that carry nothing, or nothing one way. */
    record Cut(String kind, List<String> links, Cuts.Direction direction, long millis) implements Fault {

        @Override
        public void begin(Lab lab) {
            lab.cuts().cut(links, direction);
        }

        @Override
        public void end(Lab lab) {
            lab.cuts().mend(links);
        }
    }

    /** A cable that is cut and whole in turns; {@link #begin} returns when the last turn begins. */
    record Flap(String kind, List<String> links, int turns, long turnMillis) implements Fault {

        @Override
        public long millis() {
            return turnMillis;
        }

        @Override
        public void begin(Lab lab) throws InterruptedException {
            for (int turn = 1; turn < turns; turn++) {
                lab.cuts().cut(links, Cuts.Direction.BOTH);
                TimeUnit.MILLISECONDS.sleep(turnMillis);
                lab.cuts().mend(links);
                TimeUnit.MILLISECONDS.sleep(turnMillis);
            }
            lab.cuts().cut(links, Cuts.Direction.BOTH);
        }

        @Override
        public void end(Lab lab) {
            lab.cuts().mend(links);
        }
    }
}
