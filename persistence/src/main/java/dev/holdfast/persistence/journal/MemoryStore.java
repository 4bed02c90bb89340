package dev.holdfast.persistence.journal;

import dev.holdfast.persistence.journal.JournalStats.State;
import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The journal in the node's own memory, outside the heap: survives the server's death, not the node's.
 *
 * <p>Everything happens on the caller's thread, so an append is stable when the call returns. One lock orders writers; readers take
 * the monitor of the one history they read, for one entry at a time. The limit counts blocks taken, so it is exact.
 */
public final class MemoryStore implements JournalStore {

    /** Heap taken by histories is outside the limit of bytes, so their number has one of its own. */
    static final int PERSISTENCE_IDS_MAX = 1 << 20;

    private static final int RESERVE_UNITS_MIN = 4;

    private final Region region;
    private final Prefault prefault;
    private final Slabs slabs;
    private final int reserveUnits;
    private final ConcurrentHashMap<String, MemoryHistory> histories = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private final Room room = new Room();
    private long entries;

    /** @param bytes the entry's, if they are there already */
    private record Write(Entry entry, @Nullable Payload bytes) {

        static Write of(Entry entry) {
            return new Write(entry, null);
        }

        static Write of(EncodedEntry encoded) {
            return new Write(encoded.entry(), encoded.bytes());
        }

        int length() {
            return bytes == null ? EntryFormat.length(entry) : bytes.length();
        }
    }

    private MemoryStore(int units) {
        this.region = Region.of((long) units * Slabs.UNIT_BYTES);
        this.prefault = new Prefault(region);
        this.slabs = new Slabs(units);
        this.reserveUnits = Math.max(RESERVE_UNITS_MIN, units / 100);
    }

    /** @param bytesMax rounded down to whole units of 4 KiB; at least 64 KiB */
    public static MemoryStore open(long bytesMax) {
        long units = bytesMax / Slabs.UNIT_BYTES;
        if (units < 16 || units > 1 << 28) {
            throw new IllegalArgumentException("a memory journal has 64 KiB to 1 TiB, not " + bytesMax + " bytes");
        }
        return new MemoryStore((int) units);
    }

    @Override
    public CompletionStage<Void> append(List<Entry> batch) {
        return write(batch.stream().map(Write::of).toList(), false);
    }

    /** What a majority has is nothing that could be refused any more: it may use the reserve. */
    @Override
    public CompletionStage<Void> appendEncoded(List<EncodedEntry> batch) {
        return write(batch.stream().map(Write::of).toList(), true);
    }

    private CompletionStage<Void> write(List<Write> batch, boolean decided) {
        try {
            synchronized (lock) {
                refuseUnlessUsable();
                appendAll(batch, decided);
            }
            return CompletableFuture.completedFuture(null);
        } catch (JournalException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private void appendAll(List<Write> batch, boolean decided) {
        List<MemoryHistory> touched = new ArrayList<>(1);
        try {
            boolean ordinary = plan(batch, touched);
            takeRoom(touched, ordinary && !decided);
            for (Write write : batch) {
                history(write.entry.persistenceId()).append(write.entry, write.bytes);
            }
            entries += batch.size();
        } finally {
            touched.forEach(this::settle);
        }
    }

    /** @return whether the batch has to leave the reserve alone */
    private boolean plan(List<Write> batch, List<MemoryHistory> touched) {
        boolean ordinary = false;
        for (Write write : batch) {
            Entry entry = write.entry;
            MemoryHistory history = history(entry.persistenceId());
            if (!history.isPlanned()) {
                touched.add(history);
            }
            if (!history.plan(entry, write.length())) {
                throw new JournalOrderException(entry.persistenceId(), entry.sequenceNr(), history.highest());
            }
            ordinary |= !entry.mayUseReserve();
        }
        return ordinary;
    }

    private void takeRoom(List<MemoryHistory> touched, boolean ordinary) {
        long needed = 0;
        for (MemoryHistory history : touched) {
            needed += history.plannedUnits();
        }
        int free = slabs.freeUnits() - (ordinary ? reserveUnits : 0);
        if (needed > free || histories.size() > PERSISTENCE_IDS_MAX) {
            room.full();
            throw new JournalFullException("the memory journal is full: " + stats());
        }
        int extra = (int) Math.max(0, slabs.freeUnits() - reserveUnits - neededByOthers() - needed);
        for (MemoryHistory history : touched) {
            extra -= history.takePlanned(slabs, extra);
        }
        prefault.used((long) slabs.highestUsed() * Slabs.UNIT_BYTES);
    }

    /** What other writers were told to be room: no history grows by more than it needs at their cost. */
    private int neededByOthers() {
        return slabs.units() / 16;
    }

    private void settle(MemoryHistory history) {
        history.forgetPlan();
        if (history.highest() == 0) {
            histories.remove(history.persistenceId());
        }
    }

    private MemoryHistory history(String persistenceId) {
        return histories.computeIfAbsent(persistenceId, id -> new MemoryHistory(id, region.memory()));
    }

    @Override
    public void read(String persistenceId, long fromSequenceNr, long toSequenceNr, long max, Predicate<Entry> visitor) {
        refuseUnlessUsable();
        MemoryHistory history = histories.get(persistenceId);
        long next = fromSequenceNr;
        for (long shown = 0; history != null && shown < max; shown++) {
            Entry entry = history.ceiling(next, toSequenceNr);
            if (entry == null || !visitor.test(entry)) {
                return;
            }
            next = entry.sequenceNr() + 1;
        }
    }

    @Override
    public long highestSequenceNr(String persistenceId) {
        MemoryHistory history = histories.get(persistenceId);
        return history == null ? 0 : history.highest();
    }

    @Override
    public CompletionStage<Void> delete(String persistenceId, long toSequenceNr) {
        return removing(() -> {
            MemoryHistory history = histories.get(persistenceId);
            return history == null ? 0 : history.delete(toSequenceNr, slabs);
        });
    }

    @Override
    public CompletionStage<Void> forget(String persistenceId) {
        return removing(() -> {
            MemoryHistory history = histories.remove(persistenceId);
            return history == null ? 0 : history.delete(Long.MAX_VALUE, slabs);
        });
    }

    private CompletionStage<Void> removing(IntSupplier removal) {
        boolean roomy;
        try {
            synchronized (lock) {
                refuseUnlessUsable();
                entries -= removal.getAsInt();
                roomy = isRoomy();
            }
        } catch (JournalException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        if (roomy) {
            room.open();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<String> persistenceIds() {
        return List.copyOf(histories.keySet());
    }

    @Override
    public boolean hasRoom(String persistenceId, int count, long payloadBytes) {
        long bytes = payloadBytes + (long) count * EntryFormat.HEADER_BYTES_MAX;
        if (hasPlenty(bytes + (long) count * Slabs.UNIT_BYTES)) {
            return true;
        }
        synchronized (lock) {
            MemoryHistory history = histories.get(persistenceId);
            long units = count
                    - 1
                    + (history == null ? Math.ceilDiv(bytes, (long) Slabs.UNIT_BYTES) : history.unitsFor(bytes));
            boolean fits = room.state() != State.CLOSED && units <= slabs.freeUnits() - reserveUnits;
            if (!fits && !isRoomy()) {
                room.full();
            }
            return fits;
        }
    }

    /** Far from full it is known without the lock: whoever asks for every packet does not wait for an append's copying. */
    private boolean hasPlenty(long bytes) {
        long units = Math.ceilDiv(bytes, (long) Slabs.UNIT_BYTES);
        return units + slabs.units() / 16 <= slabs.freeUnits() - reserveUnits
                && histories.size() < PERSISTENCE_IDS_MAX
                && room.state() == State.OPEN;
    }

    @Override
    public void onRoom(Runnable listener) {
        room.whenOpen(listener);
    }

    @Override
    public JournalStats stats() {
        synchronized (lock) {
            long taken = (long) (slabs.units() - slabs.freeUnits()) * Slabs.UNIT_BYTES;
            long total = (long) slabs.units() * Slabs.UNIT_BYTES;
            return new JournalStats(room.state(), taken, total, entries, histories.size());
        }
    }

    @Override
    public boolean blocksOnRead() {
        return false;
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (room.state() != State.CLOSED) {
                room.closed();
                prefault.close();
                region.close();
            }
        }
    }

    /** The region itself, for tests that damage it. */
    MemorySegment memory() {
        return region.memory();
    }

    /** Where a byte of a stored entry lies in {@link #memory}. */
    long addressOf(String persistenceId, long sequenceNr, long offset) {
        return history(persistenceId).addressOf(sequenceNr, offset);
    }

    /** A little more than nothing, so that the state does not flicker. */
    private boolean isRoomy() {
        return slabs.freeUnits() - reserveUnits > slabs.units() / 256 && histories.size() < PERSISTENCE_IDS_MAX;
    }

    private void refuseUnlessUsable() {
        if (room.state() == State.CLOSED) {
            throw new JournalException("the journal is closed");
        }
    }
}
