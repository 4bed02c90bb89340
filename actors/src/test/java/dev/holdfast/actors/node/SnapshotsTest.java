package dev.holdfast.actors.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.actors.watch.NodeSnapshot;
import dev.holdfast.actors.watch.WatchedNode;
import dev.holdfast.interceptors.loop.EventLoop;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

    private final EventLoop loop = new EventLoop((_, _) -> {});
    private final Thread thread = new Thread(loop, "loop");
    private final AtomicInteger taken = new AtomicInteger();

    @BeforeEach
    void start() {
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        loop.stop();
        thread.join();
    }

    private NodeSnapshot take(long costMillis) {
        long until = System.nanoTime() + costMillis * 1_000_000;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(100_000);
        }
        return new NodeSnapshot(
                "n" + taken.incrementAndGet(), 0, "memory", List.of(), List.of(), List.of(), List.of(), List.of());
    }

    @Test
    void aDearSnapshotIsSharedByThoseWhoAskSoonAfter() throws WatchedNode.Unanswered {
        Snapshots snapshots = new Snapshots(loop, () -> take(500));

        NodeSnapshot first = snapshots.get();

        assertThat(snapshots.get()).isSameAs(first);
        assertThat(taken).hasValue(1);
    }

    @Test
    void aCheapOneIsFreshEachTime() throws WatchedNode.Unanswered {
        Snapshots snapshots = new Snapshots(loop, () -> take(0));
        NodeSnapshot last = snapshots.get();
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (snapshots.get().equals(last)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        assertThat(taken.get()).isGreaterThan(1);
    }

    @Test
    void aFailureOnTheLoopIsTheAnswer() {
        Snapshots snapshots = new Snapshots(loop, () -> {
            throw new IllegalStateException("broken");
        });

        assertThatExceptionOfType(WatchedNode.Unanswered.class)
                .isThrownBy(snapshots::get)
                .withMessageContaining("broken");
    }
}
