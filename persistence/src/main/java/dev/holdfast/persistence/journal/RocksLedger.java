package dev.holdfast.persistence.journal;

import dev.holdfast.persistence.journal.JournalStats.State;
import dev.holdfast.persistence.journal.RocksWrite.Append;
import dev.holdfast.persistence.journal.RocksWrite.Delete;
import dev.holdfast.persistence.journal.RocksWrite.Forget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who may still write and what waits to be written: admission by order and room, then a queue to the writer thread.
 *
 * <p>Invariant: {@code live + pending} never exceeds the limit, nor the limit less the reserve by an ordinary entry. An operation
 * that fails takes with it all later ones of its entities that wait, so that what is stable is always a prefix of what was
 * submitted. Safe for any thread; futures and listeners are completed without the lock.
 */
final class RocksLedger {

    static final int PERSISTENCE_IDS_MAX = 1 << 20;

    private final long bytesMax;
    private final long reserveBytes;
    private final long pendingBytesMax;
    private final Room room;
    private final Map<String, RocksHistory> histories = new LinkedHashMap<>();
    private final ArrayDeque<RocksWrite> queue = new ArrayDeque<>();
    private long nextNumber = 1;
    private long liveBytes;
    private long liveEntries;
    private long pendingBytes;
    private boolean diskTight;

    RocksLedger(long bytesMax, long pendingBytesMax, Room room) {
        this.bytesMax = bytesMax;
        this.reserveBytes = Math.max(bytesMax / 100, 64 << 10);
        this.pendingBytesMax = pendingBytesMax;
        this.room = room;
    }

    /** Takes over what a newly opened database holds. */
    synchronized void known(RocksHistory history) {
        histories.put(history.persistenceId, history);
        nextNumber = Math.max(nextNumber, history.number + 1);
        liveBytes += history.liveBytes();
        liveEntries += history.liveEntries();
    }

    synchronized @Nullable RocksHistory history(String persistenceId) {
        return histories.get(persistenceId);
    }

    synchronized List<String> persistenceIds() {
        return histories.values().stream()
                .filter(history -> history.highest > 0)
                .map(history -> history.persistenceId)
                .toList();
    }

    /** The highest stable number once nothing of this entity waits any more. */
    synchronized long highest(RocksHistory history) {
        return history.highest;
    }

    synchronized CompletableFuture<Void> lastOf(RocksHistory history) {
        return history.last;
    }

    synchronized JournalStats stats() {
        return new JournalStats(room.state(), liveBytes + pendingBytes, bytesMax, liveEntries, histories.size());
    }

    /** @param bytes perhaps with those that are pending already, which count once among what is pending */
    synchronized boolean hasRoom(long bytes) {
        boolean fits = fits(Math.max(0, bytes - pendingBytes), true)
                && liveBytes + pendingBytes + bytes <= bytesMax - reserveBytes;
        if (!fits && !isRoomy()) {
            room.full();
        }
        return fits && room.state() == State.OPEN;
    }

    /** @throws JournalException if the batch is refused; then nothing has changed */
    synchronized CompletableFuture<Void> append(List<Entry> batch) {
        refuseUnlessUsable();
        List<RocksHistory> owners = new ArrayList<>(batch.size());
        long bytes = 0;
        boolean ordinary = false;
        for (Entry entry : batch) {
            bytes += RocksKeys.size(entry);
            ordinary |= !entry.mayUseReserve();
        }
        if (!fits(bytes, ordinary)) {
            room.full();
            throw new JournalFullException(
                    "the journal on disk is full" + (diskTight ? " (the disk is)" : "") + ": " + stats());
        }
        Map<RocksHistory, Long> highest = new LinkedHashMap<>();
        for (Entry entry : batch) {
            RocksHistory owner = ownerOf(entry.persistenceId());
            long before = highest.getOrDefault(owner, owner.submitted);
            if (entry.sequenceNr() <= before) {
                highest.keySet().forEach(this::dropIfNew);
                throw new JournalOrderException(entry.persistenceId(), entry.sequenceNr(), before);
            }
            highest.put(owner, entry.sequenceNr());
            owners.add(owner);
        }
        highest.forEach((owner, number) -> owner.submitted = number);
        return submit(new Append(List.copyOf(batch), owners, bytes, new CompletableFuture<>()), highest.keySet());
    }

    synchronized CompletableFuture<Void> delete(String persistenceId, long toSequenceNr) {
        refuseUnlessUsable();
        RocksHistory history = histories.get(persistenceId);
        return history == null
                ? CompletableFuture.completedFuture(null)
                : submit(new Delete(history, toSequenceNr, new CompletableFuture<>()), Set.of(history));
    }

    synchronized CompletableFuture<Void> forget(String persistenceId) {
        refuseUnlessUsable();
        RocksHistory history = histories.remove(persistenceId);
        return history == null
                ? CompletableFuture.completedFuture(null)
                : submit(new Forget(history, new CompletableFuture<>()), Set.of(history));
    }

    /**
     * Waits for work: appends up to {@code bytesMax} in all, or deletions; empty if there was none for {@code millisMax}, or for
     * good once the store is closed.
     */
    synchronized List<RocksWrite> take(long groupBytesMax, long millisMax) throws InterruptedException {
        long deadline = System.nanoTime() + millisMax * 1_000_000;
        long millisLeft = millisMax;
        while (queue.isEmpty() && room.state() != State.CLOSED && millisLeft > 0) {
            wait(millisLeft);
            millisLeft = (deadline - System.nanoTime()) / 1_000_000;
        }
        List<RocksWrite> group = new ArrayList<>();
        long bytes = 0;
        while (!queue.isEmpty()) {
            RocksWrite next = queue.getFirst();
            boolean sameSort = group.isEmpty() || (group.getFirst() instanceof Append) == (next instanceof Append);
            if (!sameSort || (!group.isEmpty() && bytes + next.bytes() > groupBytesMax)) {
                break;
            }
            bytes += next.bytes();
            group.add(queue.removeFirst());
        }
        return group;
    }

    synchronized void wake() {
        notifyAll();
    }

    /** The appends are stable. */
    void appended(List<Append> group) {
        synchronized (this) {
            for (Append append : group) {
                for (int i = 0; i < append.batch().size(); i++) {
                    Entry entry = append.batch().get(i);
                    RocksHistory owner = append.histories().get(i);
                    owner.highest = entry.sequenceNr();
                    owner.registered = true;
                    owner.bytesWritten += RocksKeys.size(entry);
                    owner.entriesWritten++;
                }
                pendingBytes -= append.bytes();
                liveBytes += append.bytes();
                liveEntries += append.batch().size();
            }
        }
        group.forEach(append -> append.done().complete(null));
        openIfRoom();
    }

    /** The totals before the first entry that is left are now deleted. */
    void deleted(RocksHistory history, long bytesDeleted, long entriesDeleted) {
        synchronized (this) {
            liveBytes -= bytesDeleted - history.bytesDeleted;
            liveEntries -= entriesDeleted - history.entriesDeleted;
            history.bytesDeleted = bytesDeleted;
            history.entriesDeleted = entriesDeleted;
        }
    }

    /** Nothing of {@code group} was written. */
    void failed(List<? extends RocksWrite> group, JournalException why) {
        List<RocksWrite> lost = new ArrayList<>(group);
        synchronized (this) {
            Set<RocksHistory> touched = new HashSet<>();
            group.forEach(write -> touched.addAll(historiesOf(write)));
            queue.removeIf(waiting -> {
                boolean follows = historiesOf(waiting).stream().anyMatch(touched::contains);
                if (follows) {
                    touched.addAll(historiesOf(waiting));
                    lost.add(waiting);
                }
                return follows;
            });
            for (RocksWrite write : lost) {
                pendingBytes -= write.bytes();
                if (write instanceof Forget(RocksHistory kept, var _)) {
                    histories.putIfAbsent(kept.persistenceId, kept);
                }
                historiesOf(write).forEach(history -> {
                    history.submitted = history.highest;
                    dropIfNew(history);
                });
            }
        }
        lost.forEach(write -> write.done().completeExceptionally(why));
        openIfRoom();
    }

    void failAll(JournalException why) {
        List<RocksWrite> all;
        synchronized (this) {
            all = List.copyOf(queue);
            queue.clear();
        }
        failed(all, why);
    }

    void diskTight(boolean tight) {
        synchronized (this) {
            diskTight = tight;
        }
        if (tight) {
            room.full();
        } else {
            openIfRoom();
        }
    }

    private void openIfRoom() {
        boolean roomy;
        synchronized (this) {
            roomy = isRoomy();
        }
        if (roomy) {
            room.open();
        }
    }

    /** A little more than nothing, so that the state does not flicker. */
    private boolean isRoomy() {
        return fits(bytesMax / 256, true) && pendingBytes <= pendingBytesMax / 2;
    }

    private boolean fits(long bytes, boolean ordinary) {
        boolean limited = ordinary && (diskTight || (pendingBytes > 0 && pendingBytes + bytes > pendingBytesMax));
        long limit = bytesMax - (ordinary ? reserveBytes : 0);
        return !limited && histories.size() < PERSISTENCE_IDS_MAX && liveBytes + pendingBytes + bytes <= limit;
    }

    private CompletableFuture<Void> submit(RocksWrite write, Set<RocksHistory> touched) {
        touched.forEach(history -> history.last = write.done());
        pendingBytes += write.bytes();
        queue.addLast(write);
        notifyAll();
        return write.done();
    }

    private RocksHistory ownerOf(String persistenceId) {
        return histories.computeIfAbsent(persistenceId, id -> new RocksHistory(id, nextNumber++));
    }

    private void dropIfNew(RocksHistory history) {
        if (history.submitted == 0 && !history.registered) {
            histories.remove(history.persistenceId, history);
        }
    }

    private void refuseUnlessUsable() {
        State state = room.state();
        if (state == State.FAILED || state == State.CLOSED) {
            throw new JournalException("the journal is " + (state == State.CLOSED ? "closed" : "out of order"));
        }
    }

    private static List<RocksHistory> historiesOf(RocksWrite write) {
        return switch (write) {
            case Append append -> append.histories();
            case Delete delete -> List.of(delete.history());
            case Forget forget -> List.of(forget.history());
        };
    }
}
