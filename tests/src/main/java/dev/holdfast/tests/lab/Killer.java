package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.Talk;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/** Kills the server when the client has come far enough; on a thread of its own, so that the client's reader never waits. */
public final class Killer {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Lab lab;
    private final Talk talk;
    private final Deque<Long> thresholds;
    private final ToIntFunction<Lab> weapon;
    private final ExecutorService hand =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final AtomicInteger kills = new AtomicInteger();

    /** Kills the server once at each of {@code thresholds}, which ascend, in bytes of progress. */
    public Killer(Lab lab, Talk talk, List<Long> thresholds) {
        this(lab, talk, thresholds, victim -> victim.killServer(PATIENCE));
    }

    /** The same with another way to kill, which gives how many processes died. */
    public Killer(Lab lab, Talk talk, List<Long> thresholds, ToIntFunction<Lab> weapon) {
        this.lab = lab;
        this.talk = talk;
        this.thresholds = new ArrayDeque<>(thresholds);
        this.weapon = weapon;
    }

    /** Called by one thread. */
    public void progress(long bytes) {
        Long next = thresholds.peek();
        if (next != null && bytes >= next) {
            thresholds.poll();
            hand.execute(() -> kill(String.format(Locale.ROOT, "after %.0f MiB", bytes / 1048576.0)));
        }
    }

    /** The same, told by a line of a client's {@code --progress}; other lines say nothing. */
    public void progress(String line) {
        Progress.of(line).ifPresent(this::progress);
    }

    /** Kills now; returns when it is done. */
    public void kill(String when) {
        int processes = weapon.applyAsInt(lab);
        if (processes > 0) {
            kills.incrementAndGet();
            talk.blow("kill -9, " + processes + (processes == 1 ? " process, " : " processes, ") + when);
        } else {
            talk.bad("no server process to kill " + when);
        }
    }

    public int kills() {
        return kills.get();
    }

    /** Waits for the kills under way; none comes after it. */
    public void settle() {
        hand.close();
    }
}
