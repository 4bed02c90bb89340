package dev.holdfast.testkit;

import java.util.PriorityQueue;

/** The run's only clock, nanoseconds from 0, and what is due when. Events of one instant happen in the order of their making. */
public final class VirtualTime {

    public static final long MICRO = 1_000;
    public static final long MILLI = 1_000_000;
    public static final long SECOND = 1_000_000_000;

    private record Due(long at, long order, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>(64);
    private long now;
    private long order;

    public long now() {
        return now;
    }

    public void at(long when, Runnable action) {
        queue.add(new Due(Math.max(when, now), order++, action));
    }

    public void after(long delay, Runnable action) {
        at(now + delay, action);
    }

    /** Lets the next event happen; false if there is none. */
    public boolean step() {
        Due due = queue.poll();
        if (due == null) {
            return false;
        }
        now = due.at();
        due.action().run();
        return true;
    }

    public Timer timer(Runnable action) {
        return new Timer(action);
    }

    /** An alarm that can be set again and again; only the last setting counts. */
    public final class Timer {
        private static final long OFF = Long.MAX_VALUE;

        private final Runnable action;
        private long due = OFF;
        private long queued = OFF;

        private Timer(Runnable action) {
            this.action = action;
        }

        public boolean isSet() {
            return due != OFF;
        }

        public void set(long delay) {
            due = now + delay;
            if (due < queued) {
                enqueue();
            }
        }

        public void cancel() {
            due = OFF;
        }

        private void enqueue() {
            queued = due;
            long mine = due;
            at(mine, () -> fired(mine));
        }

        private void fired(long mine) {
            if (mine != queued) {
                return;
            }
            queued = OFF;
            if (due == OFF) {
                return;
            }
            if (due > now) {
                enqueue();
                return;
            }
            due = OFF;
            action.run();
        }
    }
}
