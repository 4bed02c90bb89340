package dev.holdfast.actors.connection;

import akka.actor.typed.ActorRef;
import dev.holdfast.interceptors.path.ConnectionJournal;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from the packet path to the connection actors and back.
 *
 * <p>Owned by the loop's thread: the packet path calls it, and the actor that receives the entities' answers runs on the loop,
 * too. Journaled bytes are read back on {@code readers}.
 */
public final class JournalGateway implements ConnectionJournal.Factory {

    private static final Logger LOG = LoggerFactory.getLogger(JournalGateway.class);

    /** Finds the entity of a name for the first message; later ones go directly. */
    @FunctionalInterface
    public interface Entities extends BiConsumer<String, ConnectionEntity.Command> {}

    /**
     * @param unstableBytesMax of one connection, on the way to the journal
     * @param shareMax the part of the journal that one connection's bytes may fill, above 0 to 1
     * @param closedKeptNanos how long a closed connection's entries are kept if there is room
     * @param closedBytesMax clients' bytes of closed connections that are kept
     */
    public record Limits(long unstableBytesMax, double shareMax, long closedKeptNanos, long closedBytesMax) {}

    private final JournalStore store;
    private final Entities entities;
    private final Executor loop;
    private final Executor readers;
    private final Limits limits;
    private final LongConsumer appendNanos;
    private final long shareBytes;
    private final Map<String, JournalOfConnection> open = new HashMap<>();
    private final Deque<Closed> closed = new ArrayDeque<>();
    private final Deque<JournalOfConnection> dirty = new ArrayDeque<>();
    private long closedBytes;
    private int unstableRuns;
    private long unstableBytes;
    private @Nullable ActorRef<ConnectionEntity.Reply> replies;

    private record Closed(String name, long bytes, long sinceNanos) {}

    /** @param appendNanos hears how long each append took */
    public JournalGateway(
            JournalStore store,
            Entities entities,
            Executor loop,
            Executor readers,
            Limits limits,
            LongConsumer appendNanos) {
        this.store = store;
        this.entities = entities;
        this.loop = loop;
        this.readers = readers;
        this.limits = limits;
        this.appendNanos = appendNanos;
        this.shareBytes = (long) (limits.shareMax * store.stats().bytesMax());
    }

    /** Names the actor that hands answers to {@link #onReply}; before the first connection is opened. */
    public void answersGoTo(ActorRef<ConnectionEntity.Reply> actor) {
        replies = actor;
    }

    @Override
    public ConnectionJournal open(ConnectionId id, ConnectionJournal.Confirmations confirmations) {
        return add(id, confirmations, false);
    }

    @Override
    public ConnectionJournal reopen(ConnectionId id, ConnectionJournal.Confirmations confirmations) {
        return add(id, confirmations, true);
    }

    private JournalOfConnection add(
            ConnectionId id, ConnectionJournal.Confirmations confirmations, boolean hasEntries) {
        JournalOfConnection journal = new JournalOfConnection(id.name(), confirmations, this, hasEntries);
        JournalOfConnection before = open.put(id.name(), journal);
        if (before != null) {
            before.giveUpRoom();
        }
        return journal;
    }

    /** A connection that ended before this journal was taken up: its entries are freed when their time comes. */
    public void endedBefore(String name, long nowNanos) {
        closed.add(new Closed(name, 0, nowNanos));
    }

    /** Sends what was gathered; called once a round, after the packets. */
    public void flush() {
        for (JournalOfConnection next = dirty.poll(); next != null; next = dirty.poll()) {
            next.flush();
        }
    }

    public void onReply(ConnectionEntity.Reply reply) {
        JournalOfConnection journal = open.get(reply.connection());
        if (journal == null) {
            return;
        }
        switch (reply) {
            case ConnectionEntity.Stable stable -> journal.stable(stable);
            case ConnectionEntity.Refused refused -> {
                LOG.error("journal of {} refused batch {}: {}", refused.connection(), refused.batch(), refused.why());
                journal.refused(refused.why());
            }
        }
    }

    /** Frees the entries of connections that closed long ago, or earlier when they are many or the journal fills up. */
    public void retire(long nowNanos) {
        while (!closed.isEmpty()) {
            boolean due = nowNanos - closed.getFirst().sinceNanos > limits.closedKeptNanos;
            if (!due && closedBytes <= limits.closedBytesMax && !isCrowded()) {
                return;
            }
            Closed oldest = closed.removeFirst();
            closedBytes -= oldest.bytes;
            store.forget(oldest.name);
        }
    }

    /** Retries connections that found no room, and batches whose actor stopped. */
    public void retry(long nowNanos) {
        for (JournalOfConnection journal : open.values()) {
            journal.retryIfBlocked();
            journal.retryIfDue(nowNanos);
        }
    }

    /** The actor of connection {@code name} is no more. */
    public void entityStopped(String name, long nowNanos) {
        JournalOfConnection journal = open.get(name);
        if (journal != null) {
            journal.entityStopped(nowNanos);
        }
    }

    private boolean isCrowded() {
        var stats = store.stats();
        return stats.bytes() * 4 > stats.bytesMax() * 3;
    }

    // ---- for the journals of connections

    JournalStore store() {
        return store;
    }

    Limits limits() {
        return limits;
    }

    /** Whether {@code bytes} more of connection {@code name} fit, beside all that is on its way of any connection. */
    boolean hasRoom(String name, long bytes) {
        return store.hasRoom(name, unstableRuns + 1, unstableBytes + bytes);
    }

    /** Of runs of bytes, each to be an entry, that are on their way from now on, or, below 0, no longer. */
    void roomTaken(int runs, long bytes) {
        unstableRuns += runs;
        unstableBytes += bytes;
    }

    /** So many bytes of one client are journaled at most. */
    long shareBytes() {
        return shareBytes;
    }

    void appended(long nanos) {
        appendNanos.accept(nanos);
    }

    void markDirty(JournalOfConnection journal) {
        dirty.add(journal);
    }

    void send(
            @Nullable ActorRef<ConnectionEntity.Command> entity,
            String name,
            long batch,
            List<ConnectionEvent> events) {
        if (replies == null) {
            throw new IllegalStateException("no actor receives the answers");
        }
        ConnectionEntity.Append append = new ConnectionEntity.Append(batch, events, replies);
        if (entity == null) {
            entities.accept(name, append);
        } else {
            entity.tell(append);
        }
    }

    /** To find a place in a long stream takes time, even in memory: never on the loop. */
    void onReader(Runnable reading) {
        readers.execute(reading);
    }

    void onLoop(Runnable task) {
        loop.execute(task);
    }

    /** @param bytes of the client, that are in the journal */
    void ended(JournalOfConnection journal, long bytes, long nowNanos) {
        remove(journal);
        closed.add(new Closed(journal.name(), bytes, nowNanos));
        closedBytes += bytes;
    }

    void neverOpened(JournalOfConnection journal) {
        remove(journal);
    }

    /** Unless it was another one's place already. */
    private void remove(JournalOfConnection journal) {
        if (open.remove(journal.name(), journal)) {
            journal.giveUpRoom();
        }
    }
}
