package dev.holdfast.persistence.journal;

import dev.holdfast.config.JournalSettings;
import dev.holdfast.persistence.journal.JournalStats.State;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The journal on disk (RocksDB): survives the node's death, and with {@code fsync} a power cut.
 *
 * <p>Appends queue for one writer thread, which commits what has gathered at once; an append is stable when its group is in the
 * write-ahead log. Reading sees stable entries, those of the same entity that were appended before included. The limit counts
 * entries with their keys; the files may take half as much again until the database has cleaned up, so the disk's free space is
 * watched as well.
 */
public final class RocksStore implements JournalStore {

    private static final long PENDING_BYTES_MAX = 64L << 20;

    private final RocksDatabase database;
    private final RocksLedger ledger;
    private final Room room = new Room();
    private final Thread writer;

    private RocksStore(JournalSettings settings) {
        this.database = RocksDatabase.open(settings);
        this.ledger = new RocksLedger(settings.diskBytesMax(), PENDING_BYTES_MAX, room);
        try {
            database.histories(ledger::known);
        } catch (JournalException damaged) {
            database.close();
            throw damaged;
        }
        RocksWriter work = new RocksWriter(database, ledger, room, settings.batchBytesMax());
        this.writer =
                Thread.ofPlatform().name("holdfast-journal-writer").daemon().start(work);
    }

    /**
     * Opens or creates the files in {@code settings.directory()}.
     *
     * @throws JournalDamagedException if they are not what was written
     * @throws JournalException if another process has them open, or the directory cannot be used
     */
    public static RocksStore open(JournalSettings settings) {
        return new RocksStore(settings);
    }

    @Override
    public CompletionStage<Void> append(List<Entry> batch) {
        if (batch.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return ledger.append(batch.stream().map(Entry::owned).toList());
        } catch (JournalException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public void read(String persistenceId, long fromSequenceNr, long toSequenceNr, long max, Predicate<Entry> visitor) {
        refuseIfClosed();
        RocksHistory history = settled(persistenceId);
        if (history != null && max > 0 && fromSequenceNr <= toSequenceNr) {
            database.read(history, fromSequenceNr, toSequenceNr, max, visitor);
        }
    }

    @Override
    public long highestSequenceNr(String persistenceId) {
        RocksHistory history = settled(persistenceId);
        return history == null ? 0 : ledger.highest(history);
    }

    @Override
    public CompletionStage<Void> delete(String persistenceId, long toSequenceNr) {
        try {
            return ledger.delete(persistenceId, toSequenceNr);
        } catch (JournalException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public CompletionStage<Void> forget(String persistenceId) {
        try {
            return ledger.forget(persistenceId);
        } catch (JournalException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public List<String> persistenceIds() {
        return ledger.persistenceIds();
    }

    @Override
    public boolean hasRoom(String persistenceId, int count, long payloadBytes) {
        return ledger.hasRoom(payloadBytes + count * RocksKeys.OVERHEAD_BYTES_MAX);
    }

    @Override
    public void onRoom(Runnable listener) {
        room.whenOpen(listener);
    }

    @Override
    public JournalStats stats() {
        return ledger.stats();
    }

    @Override
    public boolean blocksOnRead() {
        return true;
    }

    @Override
    public void close() {
        room.closed();
        ledger.wake();
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException waitOn) {
                interrupted = true;
            }
        }
        database.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The history once nothing that was appended before waits any more, or null. */
    private @Nullable RocksHistory settled(String persistenceId) {
        RocksHistory history = ledger.history(persistenceId);
        if (history != null) {
            ledger.lastOf(history).handle((_, _) -> null).join();
        }
        return history;
    }

    private void refuseIfClosed() {
        if (room.state() == State.CLOSED) {
            throw new JournalException("the journal is closed");
        }
    }
}
