package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.RecordFiles;
import dev.holdfast.protocol.quorum.LogRecord;
import dev.holdfast.protocol.quorum.Position;
import dev.holdfast.protocol.quorum.ReplicaMemory;
import dev.holdfast.protocol.quorum.Vote;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * What one replica must not forget, on its disk: its vote, the records that its store may not have yet, and which copy the store is.
 *
 * <p>What is asked is written in the order in which it was asked, all that has gathered with one fsync ({@link DiskQueue}); only then is it
 * confirmed, on the queue's thread. Asked by the journal's thread and, for {@link #applied}, by the store's.
 */
final class ReplicaDisk implements AutoCloseable {

    private final RecordFiles files;
    private final String place;
    private final DiskQueue queue;
    private final @Nullable ReplicaMemory memory;
    private boolean created;

    /** The copy that is the store after a restart, and the one that is to be it. */
    private volatile int copy;

    private volatile int wanted;

    // of the queue's thread
    private long firstIndex;
    private long lastIndex;

    /**
     * Opens or creates the files.
     *
     * @param identity whose disk it is to be
     * @throws JournalDamagedException if they are not what was written
     * @throws JournalException if they are another replica's, or cannot be used
     */
    ReplicaDisk(Path directory, String identity) {
        this.place = directory.toString();
        this.files = RecordFiles.open(directory);
        try {
            claim(identity);
            this.memory = recall();
        } catch (JournalException refused) {
            files.close();
            throw refused;
        }
        this.queue = new DiskQueue(files);
    }

    private void claim(String identity) {
        byte[] wantedName = identity.getBytes(StandardCharsets.UTF_8);
        byte[] found = files.get(DiskFormat.IDENTITY);
        if (found == null) {
            created = true;
            try (WriteBatch batch = new WriteBatch()) {
                batch.put(DiskFormat.IDENTITY, wantedName);
                files.write(batch);
            } catch (RocksDBException impossible) {
                throw new JournalException(place + ": " + impossible.getMessage(), impossible);
            }
        } else if (!identity.equals(new String(found, StandardCharsets.UTF_8))) {
            throw new JournalException(place + " is the disk of " + new String(found, StandardCharsets.UTF_8)
                    + ", and this is " + identity + "; move it away, and this node begins without memory");
        }
    }

    private @Nullable ReplicaMemory recall() {
        byte[] vote = files.get(DiskFormat.VOTE);
        byte[] applied = files.get(DiskFormat.APPLIED);
        DiskFormat.Applied at =
                applied == null ? new DiskFormat.Applied(0, Position.START) : DiskFormat.applied(applied, place);
        copy = at.copy();
        wanted = copy;
        long first = at.position().index() + 1;
        firstIndex = first;
        lastIndex = first - 1;
        List<LogRecord> records = new ArrayList<>();
        files.read(DiskFormat.key(0), (key, value) -> {
            if (DiskFormat.isRecord(key)) {
                long index = DiskFormat.index(key);
                if (index == first + records.size()) {
                    records.add(DiskFormat.record(value, place + ", record " + index));
                }
                firstIndex = Math.min(firstIndex, index);
                lastIndex = Math.max(lastIndex, index);
            }
        });
        return vote == null ? null : new ReplicaMemory(DiskFormat.vote(vote, place), at.position(), records);
    }

    /** What was there when it was opened; null if nothing was ever kept. */
    @Nullable
    ReplicaMemory memory() {
        return memory;
    }

    /** Whether there was nothing before. */
    boolean isNew() {
        return created;
    }

    /** Those that a restart goes on with, now or when all that was asked is written. */
    Set<Integer> copies() {
        int present = copy;
        int next = wanted;
        return present == next ? Set.of(present) : Set.of(present, next);
    }

    int copy() {
        return copy;
    }

    /** @param onFault hears, on the queue's thread, that the disk takes nothing any more */
    void start(Consumer<Throwable> onFault) {
        queue.start(onFault);
    }

    void keep(Vote vote, Runnable kept) {
        byte[] value = DiskFormat.vote(vote);
        queue.add(0, batch -> batch.put(DiskFormat.VOTE, value), kept);
    }

    /** The records replace everything from {@code first} on. */
    void store(long first, List<LogRecord> records, Runnable stored) {
        List<byte[]> values =
                records.stream().map(DiskFormat::record).toList(); // now: a record's memory is used again later
        queue.add(
                values.stream().mapToLong(value -> value.length).sum(),
                batch -> {
                    if (first <= lastIndex) {
                        batch.deleteRange(DiskFormat.key(first), DiskFormat.key(lastIndex + 1));
                    }
                    for (int i = 0; i < values.size(); i++) {
                        batch.put(DiskFormat.key(first + i), values.get(i));
                    }
                    lastIndex = first + values.size() - 1;
                },
                stored);
    }

    /** The store has everything up to {@code position} on its disk; records up to there go. Nothing if it is not the store any more. */
    void applied(int number, Position position) {
        queue.add(
                0,
                batch -> {
                    if (number == copy) {
                        batch.put(DiskFormat.APPLIED, DiskFormat.applied(new DiskFormat.Applied(number, position)));
                        drop(batch, position.index() + 1);
                    }
                },
                () -> {});
    }

    /** Another copy, which has everything up to {@code position} when {@code settled} is over, takes the store's place. */
    void restored(int number, Position position, CompletionStage<Void> settled, Runnable stored) {
        wanted = number;
        queue.addAlone(
                batch -> {
                    settled.toCompletableFuture().join();
                    byte[] there = files.get(DiskFormat.key(position.index()));
                    boolean follows = there != null
                            && DiskFormat.record(there, place).epoch().equals(position.epoch());
                    drop(batch, follows ? position.index() + 1 : lastIndex + 1);
                    firstIndex = position.index() + 1;
                    lastIndex = follows ? lastIndex : position.index();
                    batch.put(DiskFormat.APPLIED, DiskFormat.applied(new DiskFormat.Applied(number, position)));
                },
                () -> {
                    copy = number;
                    stored.run();
                });
    }

    private void drop(WriteBatch batch, long end) throws RocksDBException {
        if (firstIndex < end) {
            batch.deleteRange(DiskFormat.key(firstIndex), DiskFormat.key(end));
            firstIndex = end;
        }
    }

    /** What was asked and not written is lost, as by a crash. */
    @Override
    public void close() {
        queue.close();
        files.close();
    }
}
