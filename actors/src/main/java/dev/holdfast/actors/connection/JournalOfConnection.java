package dev.holdfast.actors.connection;

import akka.actor.typed.ActorRef;
import dev.holdfast.interceptors.path.ConnectionJournal;
import dev.holdfast.persistence.journal.ClientByteReader;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The facts of one connection on their way: one batch is being persisted, the next is being gathered.
 *
 * <p>Owned by the loop's thread, but for the reading of journaled bytes, which is one at a time.
 */
final class JournalOfConnection implements ConnectionJournal {

    private static final Logger LOG = LoggerFactory.getLogger(JournalOfConnection.class);
    private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    private final String name;
    private final Confirmations confirmations;
    private final JournalGateway gateway;
    private @Nullable ActorRef<ConnectionEntity.Command> entity;
    private List<ConnectionEvent> gathered = new ArrayList<>();
    private List<ConnectionEvent> underWay = List.of();
    private @Nullable ByteGather run;
    private @Nullable ClientByteReader reader;
    private long batch;
    private long sentNanos;
    private int unstableRuns;
    private long unstableBytes;
    private long stableBytes;
    private long retryAtNanos;
    private long pauseNanos = PAUSE_NANOS_MIN;
    private boolean retries;
    private boolean dirty;
    private boolean blocked;
    private boolean hasFilledShare;
    private boolean everSent;
    private boolean closed;

    /** @param hasEntries whether the connection is in the journal already */
    JournalOfConnection(String name, Confirmations confirmations, JournalGateway gateway, boolean hasEntries) {
        this.name = name;
        this.everSent = hasEntries;
        this.confirmations = confirmations;
        this.gateway = gateway;
    }

    String name() {
        return name;
    }

    @Override
    public boolean bytes(long offset, Payload bytes, boolean fin) {
        int cost = bytes.length();
        if (closed || unstableBytes + cost > gateway.limits().unstableBytesMax()) {
            return false;
        }
        if (offset + cost > gateway.shareBytes()) {
            shareIsFull();
            return false;
        }
        if (!gateway.hasRoom(name, cost)) {
            block();
            return false;
        }
        if (run != null && run.takes(offset, bytes)) {
            run.add(bytes, fin);
            takeRoom(0, cost);
        } else {
            finishRun();
            run = new ByteGather(offset, bytes, fin);
            takeRoom(1, cost);
        }
        markDirty();
        return true;
    }

    private void takeRoom(int runs, long bytes) {
        unstableRuns += runs;
        unstableBytes += bytes;
        gateway.roomTaken(runs, bytes);
    }

    /** Nothing of it waits to become stable any more. */
    void giveUpRoom() {
        takeRoom(-unstableRuns, -unstableBytes);
    }

    @Override
    public void event(ConnectionEvent event) {
        if (!closed) {
            finishRun();
            gathered.add(event);
            markDirty();
        }
    }

    @Override
    public void close() {
        closed = true;
        if (!everSent && gathered.stream().allMatch(ConnectionClosed.class::isInstance)) {
            gathered.clear();
            gateway.neverOpened(this);
        }
    }

    void flush() {
        dirty = false;
        if (!underWay.isEmpty()) {
            return;
        }
        finishRun();
        if (!gathered.isEmpty()) {
            underWay = gathered;
            gathered = new ArrayList<>();
            everSent = true;
            sentNanos = System.nanoTime();
            gateway.send(entity, name, ++batch, underWay);
        }
    }

    void stable(ConnectionEntity.Stable stable) {
        if (stable.batch() != batch || underWay.isEmpty()) {
            return;
        }
        entity = stable.entity();
        pauseNanos = PAUSE_NANOS_MIN;
        gateway.appended(System.nanoTime() - sentNanos);
        List<ConnectionEvent> confirmed = underWay;
        underWay = List.of();
        flush();
        confirmed.forEach(this::confirm);
    }

    void refused(String why) {
        for (ConnectionEvent event : underWay) {
            if (event instanceof ClientBytesLogged bytes) {
                takeRoom(-1, -bytes.bytes().length());
            }
        }
        underWay = List.of();
        confirmations.refused("the journal refused it: " + why);
        flush();
        if (closed && underWay.isEmpty()) {
            gateway.ended(this, stableBytes, System.nanoTime());
        }
    }

    /** The actor stopped, perhaps with a batch: it is asked once more, and starts again from what the journal holds. */
    void entityStopped(long nowNanos) {
        entity = null;
        if (!underWay.isEmpty()) {
            retryAtNanos = nowNanos + pauseNanos;
            pauseNanos = Math.min(2 * pauseNanos, PAUSE_NANOS_MAX);
            retries = true;
        }
    }

    void retryIfDue(long nowNanos) {
        if (retries && nowNanos - retryAtNanos >= 0) {
            retries = false;
            gateway.send(null, name, batch, underWay);
        }
    }

    private void confirm(ConnectionEvent event) {
        switch (event) {
            case ClientBytesLogged bytes -> {
                takeRoom(-1, -bytes.bytes().length());
                stableBytes = Math.max(stableBytes, bytes.end());
                confirmations.bytesStable(bytes.offset(), bytes.end());
            }
            case ConnectionClosed _ -> gateway.ended(this, stableBytes, System.nanoTime());
            case ConnectionEvent.ConnectionOpened _,
                    ConnectionEvent.ClientBytesStored _,
                    ConnectionEvent.ClientAckAdvanced _,
                    ConnectionEvent.ServerClosed _,
                    ConnectionEvent.ServerReplaced _ -> confirmations.eventStable(event);
        }
    }

    // ---- no room

    private void block() {
        if (!blocked) {
            blocked = true;
            gateway.onLoop(() -> confirmations.blocked(blocked));
        }
    }

    /** There will be no room for it any more: nothing that its client sent can be forgotten while it lives. */
    private void shareIsFull() {
        if (!hasFilledShare) {
            hasFilledShare = true;
            LOG.warn("{} has filled its share of the journal: its client's window stays closed", name);
        }
        block();
    }

    void retryIfBlocked() {
        if (blocked && !hasFilledShare && gateway.hasRoom(name, ByteGather.RUN_BYTES_MAX)) {
            blocked = false;
            confirmations.blocked(false);
        }
    }

    // ---- reading back

    @Override
    public void read(long offset, int bytesMax) {
        gateway.onReader(() -> {
            try {
                Payload bytes = readNow(offset, bytesMax);
                gateway.onLoop(() -> confirmations.bytesRead(offset, bytes));
            } catch (JournalDamagedException damage) {
                LOG.error("bytes of a connection cannot be read back: {}", damage.getMessage());
                gateway.onLoop(() -> confirmations.unreadable("its journal is damaged"));
            } catch (RuntimeException failed) {
                LOG.warn("{}: not read back now: {}", name, failed.toString());
                gateway.onLoop(() -> confirmations.bytesRead(offset, Payload.EMPTY));
            }
        });
    }

    /** A replay reads on where it was; a new one begins anew. */
    private synchronized Payload readNow(long offset, int bytesMax) {
        if (reader == null || reader.offset() != offset) {
            reader = new ClientByteReader(gateway.store(), name, offset);
        }
        try {
            return reader.next(bytesMax);
        } catch (RuntimeException failed) {
            reader = null;
            throw failed;
        }
    }

    private void finishRun() {
        if (run != null) {
            gathered.add(run.event());
            run = null;
        }
    }

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            gateway.markDirty(this);
        }
    }
}
