package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.RecordFiles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes that wait for the disk, in order, and the thread that writes them: what has gathered while one write was under way goes into the
 * next (group commit).
 *
 * <p>While the disk is full records wait, and all behind them: they are not confirmed, so they do not count.
 */
final class DiskQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DiskQueue.class);
    private static final long GROUP_BYTES_MAX = 8L << 20;
    private static final long ROOM_MILLIS = 200;

    /** On the queue's thread. */
    interface Change {
        void in(WriteBatch batch) throws RocksDBException;
    }

    private record Asked(long bytes, boolean alone, Change change, Runnable done) {}

    private final RecordFiles files;
    private final ArrayDeque<Asked> waiting = new ArrayDeque<>();
    private final Thread thread =
            Thread.ofPlatform().name("holdfast-replica-writer").daemon().unstarted(this::run);
    private Consumer<Throwable> onFault = _ -> {};
    private boolean closed;

    DiskQueue(RecordFiles files) {
        this.files = files;
    }

    void start(Consumer<Throwable> faults) {
        onFault = faults;
        thread.start();
    }

    void add(long bytes, Change change, Runnable done) {
        add(new Asked(bytes, false, change, done));
    }

    /** Shares its write with no other, so that it sees what was written before. */
    void addAlone(Change change, Runnable done) {
        add(new Asked(0, true, change, done));
    }

    private synchronized void add(Asked asked) {
        waiting.addLast(asked);
        notifyAll();
    }

    private void run() {
        try (WriteBatch batch = new WriteBatch()) {
            for (List<Asked> group = take(); !group.isEmpty(); group = take()) {
                batch.clear();
                for (Asked asked : group) {
                    asked.change().in(batch);
                }
                if (!awaitRoom(group)) {
                    return;
                }
                files.write(batch);
                group.forEach(asked -> asked.done().run());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (RocksDBException fault) {
            onFault.accept(new JournalException("the replica's disk: " + fault.getMessage(), fault));
        } catch (RuntimeException fault) {
            onFault.accept(fault);
        }
    }

    /** Empty when it is closed. */
    private synchronized List<Asked> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        List<Asked> group = new ArrayList<>();
        long bytes = 0;
        while (!closed && !waiting.isEmpty()) {
            Asked next = waiting.getFirst();
            boolean fits = !next.alone() && bytes + next.bytes() <= GROUP_BYTES_MAX;
            if (!group.isEmpty() && (!fits || group.getFirst().alone())) {
                break;
            }
            bytes += next.bytes();
            group.add(waiting.removeFirst());
        }
        return group;
    }

    /** @return false if it was closed meanwhile */
    private boolean awaitRoom(List<Asked> group) throws InterruptedException {
        long bytes = group.stream().mapToLong(Asked::bytes).sum();
        if (bytes == 0 || files.hasRoom(bytes)) {
            return true;
        }
        LOG.warn("the replica's disk is full: records wait");
        synchronized (this) {
            while (!closed && !files.hasRoom(bytes)) {
                wait(ROOM_MILLIS);
            }
            return !closed;
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException waitOn) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
