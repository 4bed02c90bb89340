package dev.holdfast.interceptors.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a node's packet path: in rounds it calls ready descriptors, due timers, waiting tasks and, before it
 * sleeps, the hooks.
 *
 * <p>The thread that calls {@link #run} owns everything that runs here; only {@link #execute}, {@link #stop}, {@link #inLoop},
 * {@link #schedule} and what {@code schedule} gives back may be used by other threads. A round runs at most {@value
 * #TASKS_PER_ROUND} tasks, so that tasks which make tasks cannot keep packets waiting. The queue of tasks has no bound of its
 * own: its users have (an actor is queued once however many messages it has).
 */
public final class EventLoop implements Scheduler, Runnable {

    private static final int TASKS_PER_ROUND = 256;
    /** Most answers of a server on this host come by then, and a wake-up costs as much. */
    private static final long POLL_ON_NANOS = 40_000;

    private static final int LAST_ROUNDS_MAX = 64;

    private final FailureHandler failures;
    private final long pollOnNanos;
    private final Poller poller = new Poller();
    private final TimerHeap timers = new TimerHeap();
    private final WakeUp wakeUp = new WakeUp();
    private final ArrayDeque<Runnable> ownTasks = new ArrayDeque<>();
    private final Queue<Runnable> foreignTasks = new ConcurrentLinkedQueue<>();
    private final List<Runnable> hooks = new ArrayList<>();
    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile boolean ended;
    private long now = System.nanoTime();
    private long lastReadyNanos;

    public EventLoop(FailureHandler failures) {
        this(POLL_ON_NANOS, failures);
    }

    /**
     * @param pollOnNanos how long after a packet what follows is awaited without sleeping, 0 or more; whoever else wants the processor
     *     gets it meanwhile
     */
    public EventLoop(long pollOnNanos, FailureHandler failures) {
        this.pollOnNanos = pollOnNanos;
        this.lastReadyNanos = now - pollOnNanos;
        this.failures = (where, cause) -> report(failures, where, cause);
        poller.add(wakeUp.fd(), wakeUp::drain);
    }

    /** Runs rounds until {@link #stop}; then what was queued before is run, and nothing is accepted any more. */
    @Override
    public void run() {
        if (thread != null) {
            throw new IllegalStateException("the loop runs, or has run, already");
        }
        thread = Thread.currentThread();
        try {
            while (!stopping) {
                round();
            }
            runLastTasks();
        } finally {
            ended = true;
            wakeUp.close();
        }
    }

    /** Ends {@link #run} after the present round. */
    public void stop() {
        stopping = true;
        wakeUp.wake();
    }

    /**
     * Runs {@code task} soon on the loop's thread, after those queued before by the same thread.
     *
     * @throws RejectedExecutionException if the loop has ended
     */
    @Override
    public void execute(Runnable task) {
        if (inLoop()) {
            ownTasks.add(task);
            return;
        }
        if (ended) {
            throw new RejectedExecutionException("the event loop has ended");
        }
        foreignTasks.add(task);
        if (ended && foreignTasks.remove(task)) {
            throw new RejectedExecutionException("the event loop has ended");
        }
        wakeUp.wake();
    }

    /** Whether the calling thread is the loop's. */
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    /** Calls {@code onReadable} in every round in which {@code fd} has something to read or is broken. */
    public void register(int fd, Runnable onReadable) {
        requireOwner();
        poller.add(fd, onReadable);
    }

    /** Before {@code fd} is closed; harmless if it is not registered. */
    public void unregister(int fd) {
        requireOwner();
        poller.remove(fd);
    }

    @Override
    public Cancellable schedule(long delayNanos, Runnable action) {
        var timer = new TimerHeap.Timer(System.nanoTime() + Math.max(0, delayNanos), action);
        onLoop(() -> timers.add(timer));
        return () -> {
            timer.cancelled = true;
            if (!ended) {
                onLoop(() -> timers.remove(timer));
            }
        };
    }

    /** Calls {@code hook} at the end of every round: whatever was queued for sending leaves here at the latest. */
    public void beforeSleep(Runnable hook) {
        requireOwner();
        hooks.add(hook);
    }

    /** When the present round began, by {@link System#nanoTime}. */
    @Override
    public long nanoTime() {
        return now;
    }

    private void onLoop(Runnable step) {
        if (inLoop()) {
            step.run();
        } else {
            execute(step);
        }
    }

    private void requireOwner() {
        if (thread != null && !inLoop()) {
            throw new IllegalStateException("only the loop's own thread may do this");
        }
    }

    private void round() {
        int ready = await();
        now = System.nanoTime();
        if (ready > 0) {
            lastReadyNanos = now;
            poller.dispatch(ready, failures);
        }
        fireTimers();
        runTasks();
        runHooks();
    }

    @SuppressWarnings("ThreadPriorityCheck") // correct without it, too; it is kinder to a busy machine
    private int await() {
        if (hasTasks() || System.nanoTime() - lastReadyNanos < pollOnNanos) {
            int ready = poller.await(0);
            if (ready == 0 && !hasTasks()) {
                Thread.yield();
            }
            return ready;
        }
        wakeUp.willSleep();
        int ready = poller.await(hasTasks() || stopping ? 0 : untilFirstTimer());
        wakeUp.awake();
        return ready;
    }

    private boolean hasTasks() {
        return !ownTasks.isEmpty() || !foreignTasks.isEmpty();
    }

    private long untilFirstTimer() {
        TimerHeap.Timer first = timers.first();
        return first == null ? -1 : Math.max(0, first.deadline - System.nanoTime());
    }

    private void fireTimers() {
        TimerHeap.Timer timer = timers.first();
        while (timer != null && timer.deadline - now <= 0) {
            timers.remove(timer);
            if (!timer.cancelled) {
                call("timer", timer.action);
            }
            timer = timers.first();
        }
    }

    /** Foreign tasks first: a chain of own tasks must not keep them out. */
    private void runTasks() {
        int run = 0;
        Runnable task;
        while (run < TASKS_PER_ROUND / 2 && (task = foreignTasks.poll()) != null) {
            call("task", task);
            run++;
        }
        while (run < TASKS_PER_ROUND && (task = ownTasks.poll()) != null) {
            call("task", task);
            run++;
        }
    }

    private void runLastTasks() {
        now = System.nanoTime();
        for (int i = 0; i < LAST_ROUNDS_MAX && hasTasks(); i++) {
            runTasks();
        }
        runHooks();
    }

    private void runHooks() {
        for (int i = 0; i < hooks.size(); i++) {
            call("hook", hooks.get(i));
        }
    }

    private void call(String kind, Runnable callback) {
        try {
            callback.run();
        } catch (Throwable thrown) {
            failures.failed(kind, thrown);
        }
    }

    /** A handler that throws must not end the loop either. */
    private static void report(FailureHandler handler, String where, Throwable cause) {
        try {
            handler.failed(where, cause);
        } catch (Throwable thrown) {
            thrown.addSuppressed(cause);
            System.getLogger(EventLoop.class.getName())
                    .log(System.Logger.Level.ERROR, "the loop's failure handler failed", thrown);
        }
    }
}
