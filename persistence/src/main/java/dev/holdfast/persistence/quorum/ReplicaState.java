package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.journal.EncodedEntry;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.PresentStates;
import dev.holdfast.protocol.quorum.StateSource;
import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A store that the log's stable records are applied to, idempotently; it can be read as a whole, and replaced by another's.
 *
 * <p>Changed on the journal's thread only; {@link #store} may be read by any.
 */
final class ReplicaState implements AutoCloseable {

    private final IntFunction<JournalStore> open;
    private final Consumer<Throwable> onFault;
    private volatile Applied present;
    private @Nullable Applied restoring;
    private int opened;

    /**
     * @param open makes a store, empty but for the first; its argument grows with each call
     * @param first number of the first store
     * @param onFault hears, on any thread, that a record could not be applied: this replica is no copy any more
     */
    ReplicaState(IntFunction<JournalStore> open, int first, Consumer<Throwable> onFault) {
        this.open = open;
        this.onFault = onFault;
        this.opened = first;
        this.present = next();
    }

    private Applied next() {
        int number = opened++;
        return new Applied(open.apply(number), number, onFault);
    }

    /** Of the present store. */
    int number() {
        return present.number;
    }

    /** Over when the store has all that was applied to it so far, as durably as it is set to. */
    CompletionStage<Void> settled() {
        return present.last;
    }

    JournalStore store() {
        return present.store;
    }

    void apply(Payload record) {
        if (!record.isEmpty()) {
            present.apply(record);
        }
    }

    /** On the journal's thread. */
    PresentStates states() {
        return present.states;
    }

    StateSource read() {
        return new Reading(present.store, onFault);
    }

    void beginRestore() {
        forgetRestore();
        restoring = next();
    }

    void restore(Payload part) {
        if (restoring != null) {
            restoring.apply(part);
        }
    }

    void endRestore() {
        Applied taken = restoring;
        if (taken != null) {
            JournalStore before = present.store;
            present = taken;
            restoring = null;
            before.close();
        }
    }

    private void forgetRestore() {
        if (restoring != null) {
            restoring.store.close();
            restoring = null;
        }
    }

    @Override
    public void close() {
        forgetRestore();
        present.store.close();
    }

    /** One store, how far each entity in it is, and what it comes to. */
    private static final class Applied {
        private final JournalStore store;
        private final int number;
        private final Consumer<Throwable> onFault;
        private final Map<String, Long> highest = new HashMap<>();
        private final PresentStates states = new PresentStates();

        /** Of what was asked of the store; it does one after the other. */
        private CompletionStage<Void> last = CompletableFuture.completedFuture(null);

        Applied(JournalStore store, int number, Consumer<Throwable> onFault) {
            this.store = store;
            this.number = number;
            this.onFault = onFault;
            try {
                store.persistenceIds().forEach(this::recall);
            } catch (JournalException damaged) {
                store.close();
                throw damaged;
            }
        }

        /** What a store that is not empty comes to. */
        private void recall(String persistenceId) {
            highest.put(persistenceId, store.highestSequenceNr(persistenceId));
            store.read(persistenceId, 1, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
                states.add(entry);
                return true;
            });
        }

        void apply(Payload record) {
            List<EncodedEntry> batch = new ArrayList<>();
            for (StoreOperation operation : StoreOperation.decode(record)) {
                switch (operation) {
                    case StoreOperation.Append append -> addIfNew(append.encoded(), batch);
                    case StoreOperation.Delete delete -> {
                        flush(batch);
                        last = store.delete(delete.persistenceId(), delete.toSequenceNr());
                    }
                    case StoreOperation.Forget forget -> {
                        flush(batch);
                        highest.remove(forget.persistenceId());
                        states.forget(forget.persistenceId());
                        last = store.forget(forget.persistenceId());
                    }
                }
            }
            flush(batch);
        }

        private void addIfNew(EncodedEntry encoded, List<EncodedEntry> batch) {
            Entry entry = encoded.entry();
            if (entry.sequenceNr() > highest.getOrDefault(entry.persistenceId(), 0L)) {
                highest.put(entry.persistenceId(), entry.sequenceNr());
                states.add(entry);
                batch.add(encoded);
            }
        }

        private void flush(List<EncodedEntry> batch) {
            if (!batch.isEmpty()) {
                last = store.appendEncoded(List.copyOf(batch)).whenComplete((_, fault) -> {
                    if (fault != null) {
                        onFault.accept(fault);
                    }
                });
                batch.clear();
            }
        }
    }

    /** All entries of a store, entity by entity, as records that would write them. */
    private static final class Reading implements StateSource {
        private final JournalStore store;
        private final Consumer<Throwable> onFault;
        private final Iterator<String> entities;
        private boolean cut;
        private @Nullable String entity;
        private long next;

        Reading(JournalStore store, Consumer<Throwable> onFault) {
            this.store = store;
            this.onFault = onFault;
            this.entities = store.persistenceIds().iterator();
        }

        @Override
        public @Nullable Payload next(int bytesMax) {
            List<StoreOperation> part = new ArrayList<>();
            int[] room = {bytesMax - 1};
            while (room[0] > 0 && (entity != null || entities.hasNext())) {
                String reading = entity == null ? begin() : entity;
                boolean[] full = {false};
                try {
                    store.read(reading, next, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
                        StoreOperation operation = new StoreOperation.Append(entry);
                        full[0] = operation.weight() > room[0] && !part.isEmpty();
                        if (!full[0]) {
                            part.add(operation);
                            room[0] -= operation.weight();
                            next = entry.sequenceNr() + 1;
                        }
                        return !full[0] && room[0] > 0;
                    });
                } catch (JournalException closedOrDamaged) {
                    cut = true;
                    if (closedOrDamaged instanceof JournalDamagedException) {
                        onFault.accept(closedOrDamaged);
                    }
                    return null;
                }
                if (full[0] || room[0] <= 0) {
                    break;
                }
                entity = null;
            }
            return part.isEmpty() ? null : StoreOperation.encode(part, bytes -> Payload.of(new byte[bytes]));
        }

        @Override
        public boolean isWhole() {
            return !cut;
        }

        private String begin() {
            String begun = entities.next();
            entity = begun;
            next = 1;
            return begun;
        }

        @Override
        public void close() {
            // nothing is held between two parts
        }
    }
}
