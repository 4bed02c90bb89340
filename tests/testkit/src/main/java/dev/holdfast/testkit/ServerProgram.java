package dev.holdfast.testkit;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One life of the server program on its one connection: it follows the script from the start.
 *
 * <p>Each of its reads is an outcome with a ticket of the process-wide counter; what it writes depends on those it has.
 */
final class ServerProgram {

    private record Written(long end, long ticket) {}

    private final Script script;
    private final ModelTcp tcp;
    private final OutcomeCounter outcomes;
    private final VirtualTime time;
    private final Dice dice;
    private final int stepBytes;
    private final long stepNanos;
    private final List<Written> written = new ArrayList<>();
    private int step;
    private int doneOfStep;
    private int total;
    private long produced = 1;
    private boolean scheduled;
    private boolean dead;
    private boolean finished;
    private @Nullable CloseCause closed;

    /** Counts the recorded outcomes of all processes. */
    static final class OutcomeCounter {
        private long head;
        private final boolean records;

        OutcomeCounter(boolean records) {
            this.records = records;
        }

        long head() {
            return head;
        }

        void count() {
            head += records ? 1 : 0;
        }
    }

    /**
     * @param stepBytes how much it reads and writes at a time
     * @param stepNanos how long that takes
     */
    ServerProgram(
            Script script,
            ModelTcp tcp,
            OutcomeCounter outcomes,
            VirtualTime time,
            Dice dice,
            int stepBytes,
            long stepNanos) {
        this.script = script;
        this.tcp = tcp;
        this.outcomes = outcomes;
        this.time = time;
        this.dice = dice;
        this.stepBytes = stepBytes;
        this.stepNanos = stepNanos;
        outcomes.count();
        wake();
    }

    void wake() {
        if (!scheduled && !dead && !finished) {
            scheduled = true;
            time.after(dice.between(1, stepNanos), this::run);
        }
    }

    void kill() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    boolean isFinished() {
        return finished;
    }

    /** How many bytes it has read. */
    int total() {
        return total;
    }

    /** What the program itself did to the connection, if it did. */
    @Nullable
    CloseCause closed() {
        return closed;
    }

    /** The outcomes that the outbound byte before {@code end} depends on. */
    long ticketOf(long end) {
        for (Written record : written) {
            if (record.end >= end) {
                return record.ticket;
            }
        }
        return outcomes.head();
    }

    private void run() {
        scheduled = false;
        if (dead || finished) {
            return;
        }
        if (tcp.wasReset()) {
            finished = true;
            return;
        }
        int budget = stepBytes;
        int progress = 1;
        while (progress > 0 && budget > 0 && step < script.server().size()) {
            progress = advance(script.server().get(step), budget);
            budget -= progress;
        }
        finished |= script.isComplete() && step == script.server().size();
        if (budget <= 0) {
            wake();
        }
    }

    /** Does what can be done of a step; returns a measure of the work, 0 if it must wait. */
    private int advance(Script.ServerStep what, int budget) {
        return switch (what) {
            case Script.ServerStep.Read some -> {
                int count = read(Math.min(budget, some.count() - doneOfStep));
                yield endOfStep(doneOfStep >= some.count(), count);
            }
            case Script.ServerStep.ReadToEnd _ -> endOfStep(tcp.endOfStream(), read(budget));
            case Script.ServerStep.Echo some -> {
                int count = echo(Math.min(budget, some.count() - doneOfStep));
                yield endOfStep(doneOfStep >= some.count(), count);
            }
            case Script.ServerStep.EchoToEnd _ -> {
                int count = echo(budget);
                yield endOfStep(tcp.endOfStream(), count);
            }
            case Script.ServerStep.Write some -> {
                int count = Math.min(Math.min(budget, some.count() - doneOfStep), tcp.writable());
                write(count);
                doneOfStep += count;
                yield endOfStep(doneOfStep >= some.count(), count);
            }
            case Script.ServerStep.Shutdown _ -> {
                closed = CloseCause.SHUTDOWN;
                tcp.shutdown();
                yield endOfStep(true, 1);
            }
            case Script.ServerStep.Close _ -> {
                closed = CloseCause.CLOSE;
                finished = true;
                tcp.close();
                yield endOfStep(true, 1);
            }
            case Script.ServerStep.Abort _ -> {
                closed = CloseCause.CLOSE;
                finished = true;
                tcp.abort();
                yield endOfStep(true, 1);
            }
        };
    }

    private int endOfStep(boolean over, int work) {
        if (!over) {
            return work;
        }
        step++;
        doneOfStep = 0;
        return Math.max(work, 1);
    }

    private int read(int most) {
        int count = Math.min(most, tcp.readable());
        if (count > 0) {
            outcomes.count();
            tcp.read(count);
            doneOfStep += count;
            total += count;
        }
        return count;
    }

    private int echo(int most) {
        int count = read(Math.min(most, tcp.writable()));
        write(count);
        return count;
    }

    private void write(int count) {
        if (count > 0) {
            produced += count;
            written.add(new Written(produced, outcomes.head()));
            tcp.write(count);
        }
    }
}
