package dev.holdfast.persistence.quorum;

import dev.holdfast.config.Settings;
import dev.holdfast.config.TlsSettings;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.RecordMemory;
import dev.holdfast.persistence.tls.NodeIdentity;
import dev.holdfast.protocol.quorum.QuorumMessage;
import dev.holdfast.protocol.wire.Payload;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes talk over TCP, one connection for each two of them, with TLS on both sides unless the settings have none.
 *
 * <p>All is done by the thread "holdfast-journal": a round takes what has come, runs what others asked for, calls
 * {@link Transport.Receiver#tick}, and writes what became of it. For some microseconds after a busy round the thread polls
 * instead of sleeping, since answers are on their way. If anything throws that no peer can cause, the thread ends with all
 * connections: a node whose state is in doubt is better dead than wrong.
 */
public final class TcpTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);

    private static final long POLL_NANOS = 40_000;
    private static final long TICK_NANOS_MAX = 10_000_000;
    private static final long WATCH_NANOS = 10_000_000;
    private static final int TASKS_MAX = 1024;

    /** Twice what a log keeps for others and has under way: a payload may fill little more than half of its block. */
    private static final long MEMORY_BYTES = 256L << 20;

    private final Selector selector;
    private final RecordMemory memory = new RecordMemory(MEMORY_BYTES);
    private final PeerTable peers;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "holdfast-journal");
    private volatile boolean asleep;
    private volatile boolean closing;
    private @Nullable Receiver receiver;

    private TcpTransport(Selector selector, Settings settings, @Nullable NodeIdentity identity, long life) {
        this.selector = selector;
        this.peers = new PeerTable(selector, settings, identity, life, memory, this);
    }

    /**
     * Reads the certificates; nothing is sent before {@link #start}.
     *
     * @param life of this node's memory, higher than all before
     * @throws JournalException if the certificates cannot be used
     */
    public static TcpTransport of(Settings settings, long life) {
        TlsSettings tls = settings.cluster().tls();
        try {
            NodeIdentity identity = tls == null ? null : NodeIdentity.load(tls);
            return new TcpTransport(Selector.open(), settings, identity, life);
        } catch (IOException failed) {
            throw new JournalException("no journal connections: " + failed.getMessage(), failed);
        }
    }

    /** @throws JournalException if the port cannot be had */
    @Override
    public void start(Receiver hearing) {
        receiver = hearing;
        try {
            peers.listen(hearing);
        } catch (IOException failed) {
            throw new JournalException("the journal's port cannot be opened: " + failed.getMessage(), failed);
        }
        thread.start();
    }

    @Override
    public void send(String to, String log, QuorumMessage message) {
        peers.send(to, log, message);
    }

    @Override
    public Payload memory(int bytes) {
        return memory.take(bytes);
    }

    @Override
    public boolean isConnected(String node) {
        return peers.isConnected(node);
    }

    @Override
    public List<PeerStatus> peers() {
        return peers.status();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (asleep) {
            asleep = false;
            selector.wakeup();
        }
    }

    private void run() {
        Receiver hearing = Objects.requireNonNull(receiver);
        try {
            rounds(hearing);
        } catch (IOException | RuntimeException | Error fault) {
            LOG.error("the journal's thread ends: this node takes no further part in any journal", fault);
            hearing.failed(fault);
        } finally {
            end();
        }
    }

    private void end() {
        peers.close();
        memory.close();
    }

    private void rounds(Receiver hearing) throws IOException {
        long now = System.nanoTime();
        long busy = now;
        long tickDue = now;
        long watchDue = now;
        while (!closing) {
            boolean came = await(busy, tickDue) > 0;
            came |= runTasks();
            now = System.nanoTime();
            if (came) {
                busy = now;
            }
            if (now - watchDue >= 0) {
                peers.watch(now);
                watchDue = now + WATCH_NANOS;
            }
            if (came || now - tickDue >= 0) {
                tickDue = Math.min(hearing.tick(now), now + TICK_NANOS_MAX);
                peers.flush();
            }
        }
    }

    /** How many connections had something. Polls while {@code busy} is recent, else sleeps until {@code due}, or a task, at most. */
    @SuppressWarnings("ThreadPriorityCheck") // an answer is nearer than a sleep is short
    private int await(long busy, long due) throws IOException {
        long now = System.nanoTime();
        if (now - busy < POLL_NANOS || now - due >= 0) {
            int count = selector.selectNow(this::ready);
            if (count == 0 && tasks.isEmpty()) {
                Thread.yield();
            }
            return count;
        }
        asleep = true;
        try {
            return tasks.isEmpty()
                    ? selector.select(this::ready, 1 + (due - now) / 1_000_000)
                    : selector.selectNow(this::ready);
        } finally {
            asleep = false;
        }
    }

    private void ready(SelectionKey key) {
        peers.ready(key);
    }

    private boolean runTasks() {
        int done = 0;
        for (Runnable task = tasks.poll(); task != null; task = ++done < TASKS_MAX ? tasks.poll() : null) {
            task.run();
        }
        return done > 0;
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        if (!thread.isAlive()) {
            end();
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
