package dev.holdfast.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.interceptors.fence.Fence;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lease and a fence whose thread does what it is asked when the test lets it. */
class LeaseTest {

    private static final long LONG_NANOS = TimeUnit.HOURS.toNanos(1);

    private final SlowFence fence = new SlowFence();
    private final Lease lease = new Lease(fence, () -> {}, () -> {});

    {
        fence.onExpired = lease::expired;
    }

    private void renewed() {
        lease.until(System.nanoTime() + LONG_NANOS);
    }

    @Test
    void itOpensTheFenceWhenItIsWantedAndGranted() {
        lease.wanted();
        assertThat(lease.lives()).isFalse();

        renewed();
        fence.work();

        assertThat(lease.lives()).isTrue();
        assertThat(fence.isOpen).isTrue();
    }

    @Test
    void aGrantOfBeforeALossDoesNotCountAfterIt() {
        lease.wanted();
        renewed();
        lease.lost();
        lease.wanted();
        renewed();

        fence.work();

        assertThat(fence.isOpen).isTrue();
        assertThat(lease.lives()).isTrue();
    }

    @Test
    void whatIsLostStaysShut() {
        lease.wanted();
        renewed();
        lease.lost();
        renewed();

        fence.work();

        assertThat(fence.isOpen).isFalse();
        assertThat(lease.lives()).isFalse();
    }

    @Test
    void aFenceThatShutByItselfIsOpenedByTheNextRenewals() {
        lease.wanted();
        renewed();
        fence.work();
        fence.isOpen = false;

        renewed();
        fence.work();

        assertThat(fence.isOpen).isTrue();
        assertThat(lease.lives()).isTrue();
    }

    @Test
    void withoutAFenceItTellsThatItRanOutAndThatItLivesAgainOnceEach() {
        AtomicInteger pauses = new AtomicInteger();
        AtomicInteger resumptions = new AtomicInteger();
        Lease unfenced = new Lease(null, pauses::incrementAndGet, resumptions::incrementAndGet);
        unfenced.wanted();
        unfenced.until(System.nanoTime() + LONG_NANOS);
        unfenced.watch();
        assertThat(unfenced.lives()).isTrue();
        assertThat(pauses).hasValue(0);

        unfenced.until(System.nanoTime() - 1);
        unfenced.watch();
        unfenced.watch();
        assertThat(unfenced.lives()).isFalse();
        assertThat(pauses).hasValue(1);

        unfenced.until(System.nanoTime() + LONG_NANOS);
        unfenced.watch();
        assertThat(unfenced.lives()).isTrue();
        assertThat(resumptions).hasValue(1);
        assertThat(unfenced.isFenced()).isFalse();
    }

    /** Whatever the order: when all is quiet, the fence is as the lease says. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void fenceAndLeaseAgreeInTheEnd(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 10_000; round++) {
            boolean wanted = false;
            for (int step = random.nextInt(12); step > 0; step--) {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        lease.wanted();
                        wanted = true;
                    }
                    case 1 -> {
                        lease.lost();
                        wanted = false;
                    }
                    case 2 -> fence.isOpen = false;
                    case 3 -> renewed();
                    default -> fence.workOnce();
                }
            }
            renewed();
            fence.work();

            assertThat(fence.isOpen).as("round %d of seed %d", round, seed).isEqualTo(wanted);
            assertThat(lease.lives()).as("round %d of seed %d", round, seed).isEqualTo(wanted);
            lease.lost();
            fence.work();
        }
    }

    /** Does one thing after the other, like the kernel's fence on its thread. */
    private static final class SlowFence implements Fence {

        private final Deque<Runnable> queue = new ArrayDeque<>();
        private Runnable onExpired = () -> {};
        private boolean isOpen;

        @Override
        public CompletionStage<Void> grant(long untilNanos) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            queue.add(() -> {
                isOpen = true;
                done.complete(null);
            });
            return done;
        }

        @Override
        public void renew(long untilNanos) {
            queue.add(() -> {
                if (!isOpen) {
                    onExpired.run();
                }
            });
        }

        @Override
        public CompletionStage<Void> revoke() {
            CompletableFuture<Void> done = new CompletableFuture<>();
            queue.add(() -> {
                isOpen = false;
                done.complete(null);
            });
            return done;
        }

        void workOnce() {
            Runnable next = queue.poll();
            if (next != null) {
                next.run();
            }
        }

        void work() {
            while (!queue.isEmpty()) {
                workOnce();
            }
        }
    }
}
