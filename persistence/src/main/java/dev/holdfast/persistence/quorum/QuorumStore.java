package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalFullException;
import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.JournaledService;
import dev.holdfast.persistence.journal.PresentStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The journal of one virtual address on all its replicas: what is appended here is stable when a majority has it, under an epoch
 * that no other node writes in (I8). Reading shows this node's copy, which is complete as long as this node writes.
 *
 * <p>On a node that does not write, everything that would change it fails.
 */
public final class QuorumStore implements JournalStore, Leadership {

    private static final long ANSWER_SECONDS = 5;

    private final QuorumLog log;

    QuorumStore(QuorumLog log) {
        this.log = log;
    }

    /** Hears from now on who may write; one listener. */
    public void listen(OwnerListener listener) {
        log.listener(listener);
    }

    @Override
    public void takeOver() {
        log.takeOver();
    }

    @Override
    public void stepDown() {
        log.stepDown();
    }

    @Override
    public LogStatus status() {
        return log.status();
    }

    @Override
    public CompletionStage<Void> append(List<Entry> batch) {
        if (batch.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Entry first = batch.getFirst();
        long bytes = batch.stream().mapToLong(entry -> entry.payload().length()).sum();
        boolean ordinary = batch.stream().anyMatch(entry -> entry.kind() == Entry.Kind.ORDINARY);
        if (ordinary && !log.store().hasRoom(first.persistenceId(), batch.size(), bytes)) {
            return CompletableFuture.failedFuture(new JournalFullException("the journal is full: " + stats()));
        }
        List<StoreOperation> operations = new ArrayList<>(batch.size());
        batch.forEach(entry -> operations.add(new StoreOperation.Append(entry)));
        return log.submit(operations);
    }

    @Override
    public void read(String persistenceId, long fromSequenceNr, long toSequenceNr, long max, Predicate<Entry> visitor) {
        try {
            log.store().read(persistenceId, fromSequenceNr, toSequenceNr, max, visitor);
        } catch (JournalDamagedException damage) {
            log.failed(damage);
            throw damage;
        }
    }

    @Override
    public long highestSequenceNr(String persistenceId) {
        return log.store().highestSequenceNr(persistenceId);
    }

    @Override
    public CompletionStage<Void> delete(String persistenceId, long toSequenceNr) {
        return log.submit(List.of(new StoreOperation.Delete(persistenceId, toSequenceNr)));
    }

    @Override
    public CompletionStage<Void> forget(String persistenceId) {
        return log.submit(List.of(new StoreOperation.Forget(persistenceId)));
    }

    @Override
    public List<String> persistenceIds() {
        return log.store().persistenceIds();
    }

    @Override
    public boolean hasRoom(String persistenceId, int count, long payloadBytes) {
        return log.hasRoom(payloadBytes) && log.store().hasRoom(persistenceId, count, payloadBytes);
    }

    @Override
    public void onRoom(Runnable listener) {
        log.store().onRoom(listener);
    }

    @Override
    public JournalStats stats() {
        JournalStats stats = log.store().stats();
        return log.isBroken() ? stats.in(JournalStats.State.FAILED) : stats;
    }

    /** Damage in what was stored shows when it is read back, not here. */
    @Override
    public JournaledService service(String service) {
        try {
            return log.present(states -> states.service(service))
                    .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException over) {
            throw new JournalException("the journal does not answer", over);
        }
    }

    @Override
    public CompletionStage<Optional<PresentStates.Present>> present(String persistenceId) {
        return log.present(states -> states.connection(persistenceId));
    }

    @Override
    public boolean blocksOnRead() {
        return log.store().blocksOnRead();
    }

    /** Nothing: the node's {@link QuorumNode} closes its logs. */
    @Override
    public void close() throws JournalException {}
}
