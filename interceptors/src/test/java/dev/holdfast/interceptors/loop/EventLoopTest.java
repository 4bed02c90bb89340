package dev.holdfast.interceptors.loop;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.interceptors.libc.FileCalls;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EventLoopTest {

    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final EventLoop loop = new EventLoop((where, cause) -> failures.add(where + ": " + cause.getMessage()));
    private final Thread thread = new Thread(loop);

    @AfterEach
    void end() throws InterruptedException {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        loop.stop();
        thread.join();
    }

    /** Waits until everything that {@code task} makes on the loop has run. */
    private void onLoop(Runnable task) {
        var done = new CompletableFuture<Boolean>();
        loop.execute(() -> {
            task.run();
            loop.execute(() -> done.complete(true));
        });
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void runsTasksOfOneThreadInTheirOrder() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            loop.execute(() -> order.add(number));
        }
        onLoop(() -> {});
        assertThat(order).hasSize(10_000).isSorted();
    }

    @Test
    void losesNoTaskOfManyThreads() throws InterruptedException {
        var run = new AtomicInteger();
        onLoop(() -> {});
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread submitter = new Thread(() -> {
                for (int task = 0; task < 50_000; task++) {
                    loop.execute(run::incrementAndGet);
                }
            });
            submitter.start();
            threads.add(submitter);
        }
        for (Thread submitter : threads) {
            submitter.join();
        }
        onLoop(() -> {});
        assertThat(run).hasValue(200_000);
    }

    @Test
    void wakesUpForEachTaskWhenItSleepsInBetween() throws InterruptedException {
        onLoop(() -> {});
        for (int i = 0; i < 5_000; i++) {
            var answer = new CompletableFuture<Boolean>();
            loop.execute(() -> answer.complete(loop.inLoop()));
            assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
        }
    }

    @Test
    void firesTimersByDeadlineAndNotTooEarly() {
        List<String> fired = new ArrayList<>();
        var done = new CompletableFuture<Boolean>();
        long[] lateness = new long[1];
        onLoop(() -> {
            long start = System.nanoTime();
            loop.schedule(3_000_000, () -> {
                lateness[0] = System.nanoTime() - start - 3_000_000;
                fired.add("third");
                done.complete(true);
            });
            loop.schedule(1_000_000, () -> fired.add("first"));
            Cancellable cancelled = loop.schedule(1_500_000, () -> fired.add("cancelled"));
            loop.schedule(1_000_000, () -> fired.add("second"));
            cancelled.cancel();
            cancelled.cancel();
        });
        done.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(fired).containsExactly("first", "second", "third");
        assertThat(lateness[0]).isNotNegative();
    }

    @Test
    void acceptsTimersAndTheirCancellationFromOtherThreads() {
        var fired = new CompletableFuture<Boolean>();
        var cancelled = new AtomicInteger();
        onLoop(() -> {});
        loop.schedule(20_000_000, cancelled::incrementAndGet).cancel();
        loop.schedule(40_000_000, () -> fired.complete(loop.inLoop()));
        assertThat(fired.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
        assertThat(cancelled).hasValue(0);
    }

    @Test
    void callsDescriptorsThenTasksThenHooks() {
        int descriptor = FileCalls.eventfd();
        List<String> order = new CopyOnWriteArrayList<>();
        var done = new CompletableFuture<Boolean>();
        loop.register(descriptor, () -> {
            order.add("descriptor");
            loop.unregister(descriptor);
            loop.execute(() -> order.add("task"));
        });
        loop.beforeSleep(() -> {
            if (order.size() == 2) {
                order.add("hook");
                done.complete(true);
            }
        });
        signal(descriptor);
        thread.start();
        done.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(order).startsWith("descriptor", "task", "hook");
        FileCalls.close(descriptor);
    }

    @Test
    void tasksThatMakeTasksDoNotKeepDescriptorsWaiting() {
        int descriptor = FileCalls.eventfd();
        var seen = new CompletableFuture<Boolean>();
        var endless = new Object() {
            void again() {
                if (!seen.isDone()) {
                    loop.execute(this::again);
                }
            }
        };
        loop.register(descriptor, () -> seen.complete(true));
        loop.execute(() -> {
            endless.again();
            loop.execute(() -> signal(descriptor));
        });
        thread.start();
        assertThat(seen.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
        onLoop(() -> loop.unregister(descriptor));
        FileCalls.close(descriptor);
    }

    @Test
    void reportsWhatACallbackThrowsAndGoesOn() {
        onLoop(() -> {
            loop.execute(() -> {
                throw new IllegalStateException("task broke");
            });
            loop.schedule(0, () -> {
                throw new IllegalStateException("timer broke");
            });
        });
        var later = new CompletableFuture<Boolean>();
        loop.schedule(5_000_000, () -> later.complete(true));
        later.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(failures).containsExactlyInAnyOrder("task: task broke", "timer: timer broke");
    }

    @Test
    void runsWhatWasQueuedBeforeItStoppedAndNothingAfter() throws InterruptedException {
        var run = new AtomicInteger();
        onLoop(() -> {
            for (int i = 0; i < 1_000; i++) {
                loop.execute(run::incrementAndGet);
            }
            loop.stop();
        });
        thread.join();
        assertThat(run).hasValue(1_000);
        assertThatThrownBy(() -> loop.execute(run::incrementAndGet)).isInstanceOf(RejectedExecutionException.class);
    }

    private static void signal(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            FileCalls.write(descriptor, arena.allocateFrom(JAVA_LONG, 1), 8);
        }
    }
}
