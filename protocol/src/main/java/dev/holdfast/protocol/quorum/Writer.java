package dev.holdfast.protocol.quorum;

import dev.holdfast.protocol.wire.Payload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one who writes in an epoch: sends records to the others, and knows what a majority has.
 *
 * <p>Invariants: a record is stable only once a record of this epoch at or after it is on a majority (Raft section 5.4.2); a replica
 * that is slow or away never delays the others. It begins by writing the record that opens the epoch. Owned by the member's thread.
 */
final class Writer {

    /** How soon replicas hear what became stable if no record tells them. */
    private static final long TELL_NANOS = 2_000_000;

    private final QuorumSettings settings;
    private final QuorumEffects effects;
    private final Replica own;
    private final RecordLog log;
    private final Epoch epoch;
    private final Map<String, Peer> peers = new TreeMap<>();
    private final Lease lease;
    private final long opening;
    private final long[] sorted;
    private boolean open;

    Writer(
            QuorumSettings settings,
            QuorumEffects effects,
            Replica own,
            Epoch epoch,
            Map<String, QuorumMessage.Promised> promises,
            long now) {
        this.settings = settings;
        this.effects = effects;
        this.own = own;
        this.log = own.log();
        this.epoch = epoch;
        this.lease = new Lease(settings);
        this.sorted = new long[settings.replicas().size()];
        own.lead(epoch, now);
        for (String node : settings.replicas()) {
            if (!node.equals(settings.node())) {
                long next = firstToSend(promises.get(node));
                peers.put(node, new Peer(node, own.lives().of(node), next, log.lastIndex() + 1));
            }
        }
        opening = own.write(new LogRecord(epoch, Payload.EMPTY));
    }

    /** Sends the opening record. */
    void begin(long now) {
        pump(now);
        advance(now);
    }

    /** After what the replica certainly shares with us. */
    private long firstToSend(QuorumMessage.@Nullable Promised promised) {
        if (promised == null) {
            return log.lastIndex() + 1;
        }
        return 1 + (log.knows(promised.last()) ? promised.last().index() : promised.committed());
    }

    /** @return the record's index, or {@link Member#NOT_TAKEN} if there is no room */
    long append(Payload payload, long now) {
        if (!hasRoom(payload.length())) {
            return Member.NOT_TAKEN;
        }
        long index = own.write(new LogRecord(epoch, payload));
        pump(now);
        if (sorted.length == 1) {
            advance(now);
        }
        return index;
    }

    boolean hasRoom(int bytes) {
        long unstable = log.bytes(own.committed(), log.lastIndex());
        return unstable + bytes + LogRecord.OVERHEAD <= settings.unstableBytesMax();
    }

    void on(String from, long life, QuorumMessage.Appended answer, long now) {
        Peer peer = peers.get(from);
        if (peer == null || life != peer.life || !answer.epoch().equals(epoch)) {
            return;
        }
        peer.heard(answer);
        if (answer.gap()) {
            peer.rewind(answer, now);
        }
        pump(peer, now);
        readmit(peer);
        advance(now);
        if (peer.catchesUp
                && log.bytes(Math.max(log.base().index(), peer.durable), own.committed()) < settings.windowBytes()) {
            peer.catchesUp = false;
        }
    }

    /** Whether a replica needs older records than usual, because it has just taken the state. */
    boolean isCaughtUpWith() {
        return peers.values().stream().anyMatch(peer -> peer.catchesUp);
    }

    private void readmit(Peer peer) {
        if (peer.learning && open && Math.min(peer.durable, own.committed()) >= peer.readmittedAt) {
            effects.send(peer.node, new QuorumMessage.Readmit(epoch, peer.life));
        }
    }

    /** The node lost its memory. All that it acknowledged before is in the log by now. */
    void reborn(String node, long life) {
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.reborn(life, log.lastIndex());
        }
    }

    /** This node's own copy got further, or another's. */
    void advance(long now) {
        long stable = majority(false, now);
        if (stable > own.committed() && stable >= opening) {
            own.commit(stable);
            if (!open) {
                open = true;
                effects.opened(epoch, opening);
            }
            effects.stable(stable);
        }
        if (open && lease.prolong(majority(true, now))) {
            own.renewGuard(now);
            effects.leaseUntil(lease.until());
        }
    }

    /** The highest that a majority has reached, of tokens or of durable records. */
    private long majority(boolean tokens, long now) {
        int count = 0;
        insert(tokens ? now : own.durable(), count++);
        for (Peer peer : peers.values()) {
            long reached = tokens ? peer.token : peer.durable;
            insert(peer.learning ? Long.MIN_VALUE : reached, count++);
        }
        return sorted[settings.majority() - 1];
    }

    /** Keeps {@code sorted} in falling order. */
    private void insert(long value, int count) {
        int i = count;
        while (i > 0 && sorted[i - 1] < value) {
            sorted[i] = sorted[i - 1];
            i--;
        }
        sorted[i] = value;
    }

    private void pump(long now) {
        for (Peer peer : peers.values()) {
            pump(peer, now);
        }
    }

    /** Sends what the peer's window allows. */
    private void pump(Peer peer, long now) {
        while (peer.next <= log.lastIndex() && log.knows(peer.next - 1) && !peer.takingState) {
            long from = Math.max(log.base().index(), Math.min(peer.durable, peer.next - 1));
            long room = settings.windowBytes() - log.bytes(from, peer.next - 1);
            if (room <= 0) {
                return;
            }
            List<LogRecord> records = log.slice(peer.next, Math.min(room, settings.messageBytesMax()));
            send(peer, log.at(peer.next - 1), records, now);
            peer.next += records.size();
        }
    }

    private void send(Peer peer, Position prev, List<LogRecord> records, long now) {
        peer.sentAt = now;
        peer.toldCommitted = own.committed();
        effects.send(peer.node, new QuorumMessage.Append(epoch, prev, records, own.committed(), now));
    }

    void heartbeat(String node, long now) {
        Peer peer = peers.get(node);
        if (peer != null) {
            heartbeat(peer, now);
        }
    }

    private void heartbeat(Peer peer, long now) {
        long prev = peer.next - 1;
        send(peer, log.knows(prev) ? log.at(prev) : log.last(), List.of(), now);
    }

    /** @return when to be called again */
    long tick(long now) {
        long next = Long.MAX_VALUE;
        for (Peer peer : peers.values()) {
            if (now >= due(peer)) {
                heartbeat(peer, now);
            }
            next = Math.min(next, due(peer));
        }
        if (peers.isEmpty()) {
            advance(now);
            next = now + settings.heartbeatNanos();
        }
        return next;
    }

    private long due(Peer peer) {
        if (peer.sentAt == Lease.NONE) {
            return Long.MIN_VALUE;
        }
        boolean news = peer.toldCommitted < own.committed();
        return peer.sentAt + (news ? Math.min(TELL_NANOS, settings.heartbeatNanos()) : settings.heartbeatNanos());
    }

    /** A replica that needs records which are no longer kept, and does not take the state yet; null if there is none. */
    @Nullable
    String lacksState() {
        for (Peer peer : peers.values()) {
            if (!peer.takingState && peer.next - 1 < log.base().index()) {
                return peer.node;
            }
        }
        return null;
    }

    void takesState(String node) {
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.takingState = true;
        }
    }

    /** The transfer is over; null if it failed. */
    void tookState(String node, @Nullable Position position, long now) {
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.takingState = false;
            peer.catchesUp = position != null;
            peer.next = position == null ? log.lastIndex() + 1 : Math.max(peer.next, position.index() + 1);
            pump(peer, now);
        }
    }

    void release() {
        for (Peer peer : peers.values()) {
            effects.send(peer.node, new QuorumMessage.Release(epoch));
        }
    }

    boolean isOpen() {
        return open;
    }

    Epoch epoch() {
        return epoch;
    }

    Lease lease() {
        return lease;
    }

    Iterable<Peer> peers() {
        return peers.values();
    }
}
