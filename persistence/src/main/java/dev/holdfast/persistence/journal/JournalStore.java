package dev.holdfast.persistence.journal;

import dev.holdfast.config.JournalSettings;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The journal as its writer sees it: entries in, a promise of stability out (I1, I2).
 *
 * <p>There is one writer; what it appended first is stable first. A store on one host calls an entry stable when it has it; a
 * store with replicas, when a majority has it under the writer's epoch, and then an append of a deposed writer fails for ever
 * (I8). Every method may be called by any thread. A writer that asks {@link #hasRoom} first, for all that it has under way, is not
 * refused for lack of it.
 *
 * <p>At the limit (I11) ordinary entries are refused with {@link JournalFullException} and nothing of them is written; about one
 * hundredth of the room is kept for {@link Entry.Kind#CONTROL} entries and for deletion, so that connections can end. The writer
 * closes its client's window and waits for {@link #onRoom}.
 */
public interface JournalStore extends JournalReader {

    /** Opens the store that the settings name. @throws JournalException if it cannot be opened */
    static JournalStore open(JournalSettings settings) {
        return switch (settings.store()) {
            case MEMORY -> MemoryStore.open(settings.memoryBytesMax());
            case ROCKSDB -> RocksStore.open(settings);
        };
    }

    /** As {@link #append}; a store whose layout is the same takes the bytes as they are, with the checksum that they came with. */
    default CompletionStage<Void> appendEncoded(List<EncodedEntry> batch) {
        return append(batch.stream().map(EncodedEntry::entry).toList());
    }

    /**
     * Writes all of {@code batch} or nothing.
     *
     * @return completes when the batch is stable, or with a {@link JournalException}: {@link JournalFullException},
     *     {@link JournalOrderException}, or any other if the store is broken or closed
     */
    CompletionStage<Void> append(List<Entry> batch);

    /** Removes the entries up to {@code toSequenceNr}, inclusive; the highest number stays known. */
    CompletionStage<Void> delete(String persistenceId, long toSequenceNr);

    /** Removes everything about an entity that will never write again, its highest number included. */
    CompletionStage<Void> forget(String persistenceId);

    /**
     * Whether ordinary entries would be taken now: those of a batch, and all that its writer has handed over before and that are not
     * stable yet.
     *
     * @param persistenceId of one of them
     * @param payloadBytes of all of them
     */
    boolean hasRoom(String persistenceId, int count, long payloadBytes);

    /** Calls once, when ordinary entries are taken (again): at once, or on the thread that made the room. */
    void onRoom(Runnable listener);

    JournalStats stats();

    /**
     * What there is about {@code service}; may take time, so not on a loop.
     *
     * @throws JournalException if the store is closed or broken; damaged entries cost their own connection only
     */
    default JournaledService service(String service) {
        return JournaledService.read(this, service);
    }

    /** The state of a connection, if this store knows it without reading its entries. */
    default CompletionStage<Optional<PresentStates.Present>> present(String persistenceId) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** Whether reading may wait for a disk, so that it does not belong on an event loop. */
    boolean blocksOnRead();

    /** Ends appends under way orderly; then nothing can be read or written. */
    @Override
    void close();
}
