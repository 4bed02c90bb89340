package dev.holdfast.persistence.akka;

import akka.actor.ExtendedActorSystem;
import akka.dispatch.Futures;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.japi.AsyncWriteJournal;
import com.typesafe.config.Config;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalFullException;
import dev.holdfast.persistence.journal.JournalStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/**
 * The Akka Persistence journal plugin {@value #PLUGIN_ID}: a persistent actor's events become entries of the node's
 * {@link JournalStore}.
 *
 * <p>A store that answers at once is answered for at once, without another thread; only a replay of what there is leaves it, for it may be
 * long, wherever it is stored. An event that cannot be serialized is rejected by
 * itself; a full journal rejects what was to be written (it is back pressure, and must not open the circuit breaker for those
 * who want to close a connection); anything else fails the write. Whoever must not be rejected asks
 * {@link JournalStore#hasRoom} first.
 */
public final class HoldfastJournal extends AsyncWriteJournal {

    public static final String PLUGIN_ID = "holdfast.journal";

    private final JournalStore store;
    private final EventEntries events;
    private final Executor mayWait;

    /** @param path of {@code config}; the store was installed under it */
    public HoldfastJournal(Config config, String path) {
        ExtendedActorSystem system = (ExtendedActorSystem) context().system();
        this.store = JournalStores.get(system).store(path);
        this.events = new EventEntries(system);
        this.mayWait = system.dispatchers().lookup(config.getString("blocking-dispatcher"));
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        long now = System.currentTimeMillis();
        List<Optional<Exception>> rejections = new ArrayList<>();
        List<Entry> batch = new ArrayList<>();
        for (AtomicWrite write : messages) {
            try {
                batch.addAll(events.entries(write, now));
                rejections.add(Optional.empty());
            } catch (Exception unserializable) {
                rejections.add(Optional.of(unserializable));
            }
        }
        Promise<Iterable<Optional<Exception>>> answer = Futures.promise();
        store.append(batch).whenComplete((_, fault) -> {
            switch (cause(fault)) {
                case null -> answer.success(rejections);
                case JournalFullException full -> answer.success(allRejected(rejections, full));
                case Throwable other -> answer.failure(other);
            }
        });
        return answer.future();
    }

    private static List<Optional<Exception>> allRejected(List<Optional<Exception>> before, JournalFullException full) {
        return before.stream()
                .map(rejection -> rejection.or(() -> Optional.of(full)))
                .toList();
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return answer(store.delete(persistenceId, toSequenceNr));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            long max,
            Consumer<PersistentRepr> replayCallback) {
        Runnable replay = () -> store.read(persistenceId, fromSequenceNr, toSequenceNr, max, entry -> {
            replayCallback.accept(events.event(entry));
            return true;
        });
        boolean nothing = !store.blocksOnRead() && store.highestSequenceNr(persistenceId) < fromSequenceNr;
        return answer(CompletableFuture.runAsync(replay, nothing ? Runnable::run : mayWait));
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        Executor reader = store.blocksOnRead() ? mayWait : Runnable::run;
        return answer(CompletableFuture.supplyAsync(() -> store.highestSequenceNr(persistenceId), reader));
    }

    /** Completed already if the stage is; its own exception, not the wrapper's, if it failed. */
    private static <T> Future<T> answer(CompletionStage<T> stage) {
        Promise<T> answer = Futures.promise();
        stage.whenComplete((value, fault) -> {
            Throwable cause = cause(fault);
            if (cause == null) {
                answer.success(value);
            } else {
                answer.failure(cause);
            }
        });
        return answer.future();
    }

    private static @Nullable Throwable cause(@Nullable Throwable fault) {
        return fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    }
}
