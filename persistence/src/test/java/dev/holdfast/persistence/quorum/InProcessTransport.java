package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.quorum.QuorumMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Nodes of one JVM that talk by each other's queues; a closed one is as if it were dead. */
final class InProcessTransport implements Transport {

    private final Map<String, InProcessTransport> all;
    private final String node;
    private final long life;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private volatile Receiver receiver;

    @SuppressWarnings("NullAway.Init") // set by start
    InProcessTransport(Map<String, InProcessTransport> all, String node, long life) {
        this.all = all;
        this.node = node;
        this.life = life;
    }

    @Override
    public void start(Receiver hearing) {
        receiver = hearing;
        all.put(node, this);
        var _ = thread.scheduleAtFixedRate(() -> receiver.tick(System.nanoTime()), 1, 2, TimeUnit.MILLISECONDS);
        all.forEach((name, other) -> {
            if (!name.equals(node)) {
                execute(() -> receiver.connected(name));
                other.execute(() -> other.receiver.connected(node));
            }
        });
    }

    @Override
    public void send(String to, String log, QuorumMessage message) {
        InProcessTransport other = all.get(to);
        if (other != null) {
            other.execute(() -> other.receiver.received(node, life, log, message));
        }
    }

    @Override
    public boolean isConnected(String other) {
        return all.containsKey(other);
    }

    @Override
    public List<PeerStatus> peers() {
        return all.keySet().stream()
                .filter(name -> !name.equals(node))
                .map(name -> new PeerStatus(name, true, 0))
                .toList();
    }

    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException dead) {
            // lost, like a message to a dead node
        }
    }

    @Override
    public void close() {
        all.remove(node, this);
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new AssertionError("the thread of " + node + " hangs");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
