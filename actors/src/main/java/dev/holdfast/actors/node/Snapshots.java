package dev.holdfast.actors.node;

import dev.holdfast.actors.watch.NodeSnapshot;
import dev.holdfast.actors.watch.WatchedNode;
import dev.holdfast.interceptors.loop.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots of the node for any thread, however many ask: all of them together take at most one {@value #COST_SHARE}th of the packet
 * loop's time, so a node with few connections is seen as it is, and one with many as it was some milliseconds ago.
 */
final class Snapshots {

    private static final int COST_SHARE = 20;
    private static final long PATIENCE_MILLIS = 3_000;

    private final EventLoop loop;
    private final Supplier<NodeSnapshot> taker;
    private @Nullable NodeSnapshot last;
    private long nextNanos = System.nanoTime();

    /** @param taker called on the loop's thread */
    Snapshots(EventLoop loop, Supplier<NodeSnapshot> taker) {
        this.loop = loop;
        this.taker = taker;
    }

    /** @throws WatchedNode.Unanswered if the loop is stuck, or the node stops */
    synchronized NodeSnapshot get() throws WatchedNode.Unanswered {
        NodeSnapshot present = last;
        if (present != null && System.nanoTime() - nextNanos < 0) {
            return present;
        }
        NodeSnapshot fresh = onLoop(this::take);
        last = fresh;
        return fresh;
    }

    private NodeSnapshot take() {
        long began = System.nanoTime();
        NodeSnapshot taken = taker.get();
        long ended = System.nanoTime();
        nextNanos = ended + (ended - began) * COST_SHARE;
        return taken;
    }

    /** What {@code question} answers on the loop's thread. */
    <T> T onLoop(Supplier<T> question) throws WatchedNode.Unanswered {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException failed) {
                answer.completeExceptionally(failed);
            }
        });
        try {
            return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw new WatchedNode.Unanswered("the packet loop did not answer within " + PATIENCE_MILLIS + " ms", slow);
        } catch (ExecutionException failed) {
            throw new WatchedNode.Unanswered("the packet loop failed: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WatchedNode.Unanswered("interrupted", interrupted);
        }
    }
}
