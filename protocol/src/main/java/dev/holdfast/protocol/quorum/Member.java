package dev.holdfast.protocol.quorum;

import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node's part in one VIP's log: its replica, and its writer or its attempt to become one.
 *
 * <p>Owned by one thread. Times are this node's monotonic clock in nanoseconds and never go back. Every method may call the
 * effects; none throws on what a message says.
 */
public final class Member {

    /** What the node is for this log. */
    public enum Role {
        /** Follows the writer, if there is one. */
        FOLLOWER,
        /** Has asked for the epoch. */
        CANDIDATE,
        /** Writes; append is possible once {@link QuorumEffects#opened} came. */
        WRITER
    }

    /**
     * How far a replica is, as its writer knows it.
     *
     * @param durable up to this index it holds the log; 0 if nothing was heard of it yet
     * @param counts it has its memory, answered within the lease, and is part of majorities
     * @param takesState it is so far behind that it takes the whole state
     */
    public record Progress(String node, long durable, boolean counts, boolean takesState) {}

    /** {@link #append} found no room, or this node does not write. */
    public static final long NOT_TAKEN = -1;

    private final QuorumSettings settings;
    private final QuorumEffects effects;
    private final @Nullable KeptFirst keptFirst;
    private final Replica replica;
    private final Recollection recollection;
    private final StateIntake intake;
    private final GiveWay others;
    private final Map<String, StateTransfer> transfers = new HashMap<>();
    private @Nullable Writer writer;
    private @Nullable Takeover takeover;
    private long lastTransfer;
    private boolean silent;

    private Member(QuorumSettings settings, long life, @Nullable ReplicaMemory memory, QuorumEffects host, long now) {
        this.settings = settings;
        this.keptFirst = settings.durable() ? new KeptFirst(host) : null;
        this.effects = keptFirst == null ? host : keptFirst;
        this.replica = new Replica(settings, life, memory, effects, now);
        this.recollection = new Recollection(settings, effects, replica);
        this.others = new GiveWay(settings);
        this.intake = new StateIntake(effects, replica);
        this.lastTransfer = now;
        tick(now);
    }

    /**
     * A node that starts with nothing, or is not sure: it has no voice until it has learned what it may have forgotten. If all
     * replicas start so, they begin a new log.
     *
     * @param life positive, higher than any before on this node
     */
    public static Member withoutMemory(QuorumSettings settings, long life, QuorumEffects effects, long now) {
        return new Member(settings, life, null, effects, now);
    }

    /** A node whose disk has all that was confirmed as kept and stored. */
    public static Member withMemory(QuorumSettings settings, ReplicaMemory memory, QuorumEffects effects, long now) {
        return new Member(settings, memory.vote().lives().of(settings.node()), memory, effects, now);
    }

    /** Takes a message; one from a life of {@code from} that is known to be over is dropped. */
    public void receive(String from, long life, QuorumMessage message, long now) {
        if (from.equals(settings.node())
                || !settings.replicas().contains(from)
                || life < replica.lives().of(from)) {
            return;
        }
        if (life > replica.lives().of(from)) {
            learn(Lives.NONE.with(from, life), now);
        }
        switch (message) {
            case QuorumMessage.Append append -> onAppend(from, append, now);
            case QuorumMessage.Appended appended -> onAppended(from, life, appended, now);
            case QuorumMessage.Refused refused -> onRefused(from, refused, now);
            case QuorumMessage.Seal seal -> onSeal(from, seal, now);
            case QuorumMessage.Promised promised -> onPromised(from, life, promised, now);
            case QuorumMessage.FetchTail fetch -> onFetch(from, fetch, now);
            case QuorumMessage.Tail tail -> onTail(tail, now);
            case QuorumMessage.Release release -> replica.on(release, now);
            case QuorumMessage.Rejoin rejoin -> onRejoin(from, rejoin, now);
            case QuorumMessage.Rejoined rejoined -> onRejoined(from, life, rejoined, now);
            case QuorumMessage.Readmit readmit -> replica.on(readmit);
            case QuorumMessage.StateChunk part -> onPart(from, part, now);
            case QuorumMessage.StateTaken taken -> onTaken(from, taken, now);
        }
        settle(now);
    }

    /** A connection to {@code node} is there (again): says at once what it would repeat later anyway. */
    public void connected(String node, long now) {
        if (replica.voice() == Voice.AMNESIAC) {
            recollection.ask(node);
        }
        if (writer != null) {
            writer.heartbeat(node, now);
        }
        if (takeover != null) {
            takeover.askNow(node);
            tick(now);
        }
    }

    /** Lets time pass. @return when to call again, at the latest; earlier if anything else was called meanwhile */
    public long tick(long now) {
        long next = Long.MAX_VALUE;
        if (replica.voice() == Voice.AMNESIAC) {
            next = recollection.tick(now);
        }
        if (takeover != null) {
            next = Math.min(next, takeover.tick(now));
        }
        settle(now);
        if (writer != null) {
            next = Math.min(next, writer.tick(now));
        }
        next = Math.min(next, tickTransfers(now));
        return Math.min(next, listen(now));
    }

    private long listen(long now) {
        boolean heard = now < replica.guard().until();
        boolean follows = role() == Role.FOLLOWER;
        if (follows && !heard && !silent) {
            effects.writerLost();
        }
        silent = follows && !heard;
        return follows && heard ? replica.guard().until() : Long.MAX_VALUE;
    }

    /** Asks for the log; goes on until {@code opened}, {@code deposed} (also when the writer is heard again) or {@link #stepDown}. */
    public void takeOver(long now) {
        if (writer == null && takeover == null) {
            takeover = new Takeover(settings, effects, replica, others);
            tick(now);
        }
    }

    /**
     * Writes one record, not empty and not longer than a message may be. It may be stable before this returns.
     *
     * @return the record's index, or {@link #NOT_TAKEN}
     */
    public long append(Payload payload, long now) {
        return writer == null || !writer.isOpen() ? NOT_TAKEN : writer.append(payload, now);
    }

    /** Whether a record of so many bytes would be taken now. */
    public boolean hasRoom(int bytes) {
        return writer != null && writer.isOpen() && writer.hasRoom(bytes);
    }

    /** The vote is durable; only of use if votes are. */
    public void kept(Vote vote) {
        if (keptFirst != null) {
            keptFirst.kept(vote);
        }
    }

    /** The store has all records up to {@code last}, if that is still the one it was told. */
    public void stored(Position last, long now) {
        replica.stored(last);
        if (writer != null) {
            writer.advance(now);
        }
    }

    /** Gives up writing, or asking for it. The caller has already ceased to act: the next owner need not wait for the lease. */
    public void stepDown(long now) {
        if (writer != null) {
            writer.release();
            replica.on(new QuorumMessage.Release(writer.epoch()), now);
        }
        writer = null;
        takeover = null;
        settle(now);
    }

    public Role role() {
        return writer != null ? Role.WRITER : takeover != null ? Role.CANDIDATE : Role.FOLLOWER;
    }

    public Voice voice() {
        return replica.voice();
    }

    /** The highest epoch this node has promised. */
    public Epoch promised() {
        return replica.promised();
    }

    /** Everything up to this index is stable and applied here. */
    public long committed() {
        return replica.committed();
    }

    /** The end of this node's log. */
    public Position last() {
        return replica.log().last();
    }

    /** Until then, by this node's clock, nobody but the writer heard last is promised anything. */
    public long guardedUntil() {
        return replica.guard().until();
    }

    /** As the writer: what is known of the others; else empty. */
    public List<Progress> progress(long now) {
        List<Progress> all = new ArrayList<>();
        if (writer != null) {
            for (Peer peer : writer.peers()) {
                boolean counts = !peer.learning && peer.durable > 0 && peer.isHeard(now, settings.leaseNanos());
                all.add(new Progress(peer.node, peer.durable, counts, peer.takingState));
            }
        }
        return all;
    }

    // ---- one method for each message that concerns more than the replica

    private void onAppend(String from, QuorumMessage.Append append, long now) {
        replica.on(from, append, now);
        if (takeover != null && !takeover.isSealed() && append.epoch().equals(replica.promised())) {
            takeover = null;
            effects.deposed(append.epoch());
        }
        if (append.committed() > 0 && append.epoch().equals(replica.promised())) {
            others.settled();
        }
    }

    private void onAppended(String from, long life, QuorumMessage.Appended appended, long now) {
        if (writer != null) {
            writer.on(from, life, appended, now);
        }
    }

    private void onRefused(String from, QuorumMessage.Refused refused, long now) {
        if (takeover != null) {
            takeover.on(from, refused, now);
        } else if (writer != null
                && refused.epoch().equals(writer.epoch())
                && refused.promised().isAfter(writer.epoch())) {
            yieldTo(refused.promised(), now);
        }
    }

    private void onSeal(String from, QuorumMessage.Seal seal, long now) {
        if (seal.epoch().writer().equals(from)) {
            replica.on(from, seal, now);
        }
    }

    private void onPromised(String from, long life, QuorumMessage.Promised promised, long now) {
        learn(promised.lives(), now);
        if (takeover != null && life == replica.lives().of(from)) {
            takeover.on(from, life, promised, now);
        }
    }

    private void onFetch(String from, QuorumMessage.FetchTail fetch, long now) {
        if (replica.on(from, fetch) && !transfers.containsKey(from)) {
            sendState(from, fetch.epoch(), now);
        }
    }

    private void onTail(QuorumMessage.Tail tail, long now) {
        if (takeover != null) {
            takeover.on(tail, now);
        }
    }

    private void onRejoin(String from, QuorumMessage.Rejoin rejoin, long now) {
        learn(rejoin.lives(), now);
        if (replica.voice() != Voice.LEARNING) {
            boolean amnesiac = replica.voice() == Voice.AMNESIAC;
            Lives founders = replica.founders();
            effects.send(from, new QuorumMessage.Rejoined(replica.promised(), replica.lives(), amnesiac, founders));
        }
    }

    private void onRejoined(String from, long life, QuorumMessage.Rejoined rejoined, long now) {
        learn(rejoined.lives(), now);
        if (replica.voice() == Voice.AMNESIAC) {
            recollection.on(from, life, rejoined);
        }
    }

    private void onPart(String from, QuorumMessage.StateChunk part, long now) {
        if (intake.on(from, part, now) && takeover != null) {
            takeover.progressed(now);
        }
    }

    // ---- what follows from it

    private void learn(Lives others, long now) {
        Lives before = replica.lives();
        if (!replica.learn(others)) {
            return;
        }
        for (String node : settings.replicas()) {
            long life = replica.lives().of(node);
            if (life > before.of(node)) {
                endTransfer(node);
                if (writer != null) {
                    writer.reborn(node, life);
                }
                if (takeover != null) {
                    takeover.reborn(node, now);
                }
            }
        }
    }

    private void settle(long now) {
        Epoch mine = writer != null ? writer.epoch() : takeover != null ? takeover.epoch() : replica.promised();
        if (replica.promised().isAfter(mine)) {
            yieldTo(replica.promised(), now);
        }
        if (takeover != null && takeover.isReady()) {
            writer = new Writer(settings, effects, replica, takeover.epoch(), takeover.promises(), now);
            takeover = null;
            others.settled();
            writer.begin(now);
        }
        String behind = writer == null ? null : writer.lacksState();
        if (writer != null && behind != null) {
            writer.takesState(behind);
            sendState(behind, writer.epoch(), now);
        }
    }

    private void yieldTo(Epoch later, long now) {
        if (takeover != null) {
            others.lost(now);
        }
        writer = null;
        takeover = null;
        effects.deposed(later);
    }

    // ---- whole states under way

    private void sendState(String to, Epoch epoch, long now) {
        endTransfer(to);
        lastTransfer = Math.max(now, lastTransfer + 1);
        Position position = replica.log().at(replica.committed());
        transfers.put(to, new StateTransfer(settings, effects, to, epoch, lastTransfer, position, now));
        replica.retain(true);
    }

    private void onTaken(String from, QuorumMessage.StateTaken taken, long now) {
        StateTransfer transfer = transfers.get(from);
        if (transfer != null && transfer.isForgotten(taken)) {
            sendState(from, transfer.epoch(), now);
        } else if (transfer != null && transfer.on(taken, now)) {
            endTransfer(from);
            if (writer != null) {
                writer.tookState(from, transfer.position(), now);
            }
        }
    }

    private long tickTransfers(long now) {
        for (Map.Entry<String, StateTransfer> each : List.copyOf(transfers.entrySet())) {
            StateTransfer transfer = each.getValue();
            boolean deposed = replica.promised().isAfter(transfer.epoch());
            if (deposed || !transfer.tick(now)) {
                endTransfer(each.getKey());
                if (writer != null) {
                    writer.tookState(each.getKey(), null, now);
                }
            }
        }
        replica.retain(!transfers.isEmpty() || (writer != null && writer.isCaughtUpWith()));
        return transfers.isEmpty() ? Long.MAX_VALUE : now + settings.heartbeatNanos();
    }

    private void endTransfer(String node) {
        StateTransfer transfer = transfers.remove(node);
        if (transfer != null) {
            transfer.close();
        }
    }
}
