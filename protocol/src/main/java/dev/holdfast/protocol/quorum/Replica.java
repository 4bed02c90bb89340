package dev.holdfast.protocol.quorum;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One copy of the log: takes what the writer of the promised epoch sends, and refuses earlier ones (I8).
 *
 * <p>Invariants: {@code committed <= received <= log's end}; nothing up to {@code committed} ever changes; {@code promised} and
 * {@code lives} only grow. Owned by the member's thread.
 */
final class Replica {

    private final QuorumSettings settings;
    private final QuorumEffects effects;
    private final long life;
    private final RecordLog log;
    private final LeaseGuard guard;
    private Vote vote;

    /** Whose records {@code received} counts: the latest epoch from which anything was taken. */
    private Epoch writing = Epoch.NONE;

    private long received;
    private long durable;
    private long committed;
    private long token;
    private int retention = 1;

    /** @param memory null if it was lost */
    Replica(QuorumSettings settings, long life, @Nullable ReplicaMemory memory, QuorumEffects effects, long now) {
        this.settings = settings;
        this.effects = effects;
        this.life = life;
        this.guard = new LeaseGuard(settings, now);
        this.vote = (memory == null ? Vote.NONE : memory.vote()).learn(Lives.NONE.with(settings.node(), life));
        this.log = new RecordLog(memory == null ? Position.START : memory.applied());
        if (memory != null) {
            memory.records().forEach(log::append);
        }
        committed = log.base().index();
        received = committed;
        durable = log.lastIndex();
    }

    // ---- what the writer says

    void on(String from, QuorumMessage.Append append, long now) {
        if (voice() == Voice.AMNESIAC || !follow(from, append.epoch(), now)) {
            return;
        }
        token = Math.max(token, append.token());
        boolean gap = !matches(append.prev());
        if (!gap) {
            received = Math.max(received, take(append.prev().index(), append.records()));
            commit(Math.min(append.committed(), received));
        }
        acknowledge(from, gap);
    }

    /** Whether the sender writes in the epoch that is promised, or in a later one, which is thereby promised. */
    boolean follow(String from, Epoch epoch, long now) {
        if (promised().isAfter(epoch)) {
            refuse(from, epoch, QuorumMessage.Reason.PROMISED, 0);
            return false;
        }
        promise(epoch);
        if (!writing.equals(epoch)) {
            writing = epoch;
            received = committed;
            token = Long.MIN_VALUE;
        }
        guard.heard(epoch.writer(), now);
        return true;
    }

    private boolean matches(Position prev) {
        return prev.index() <= received || log.knows(prev);
    }

    /** @return up to where the log is now the writer's */
    private long take(long after, List<LogRecord> records) {
        long index = after;
        for (int i = 0; i < records.size(); i++) {
            LogRecord record = records.get(i);
            if (index + 1 > committed
                    && !(log.knows(index + 1) && log.epochAt(index + 1).equals(record.epoch()))) {
                return takeNew(index, records.subList(i, records.size()));
            }
            index++;
        }
        return index;
    }

    private long takeNew(long after, List<LogRecord> records) {
        log.truncate(after + 1);
        durable = Math.min(durable, after);
        int taken = 0;
        while (taken < records.size() && log.bytes(committed, log.lastIndex()) < 2L * settings.unstableBytesMax()) {
            log.append(records.get(taken++));
        }
        stored(after + 1, records.subList(0, taken));
        return after + taken;
    }

    private void stored(long first, List<LogRecord> records) {
        if (settings.durable() && !records.isEmpty()) {
            effects.store(first, records);
        } else if (!settings.durable()) {
            durable = log.lastIndex();
        }
    }

    private void acknowledge(String writer, boolean gap) {
        effects.send(writer, new QuorumMessage.Appended(writing, received, durable(), gap, learning(), token));
    }

    /** The store has everything up to {@code last}. */
    void stored(Position last) {
        if (last.index() > durable && log.knows(last)) {
            durable = last.index();
            if (!isWriter() && writing.equals(promised()) && voice() != Voice.AMNESIAC) {
                acknowledge(writing.writer(), false);
            }
        }
    }

    void on(QuorumMessage.Release release, long now) {
        if (release.epoch().equals(promised())) {
            guard.release(promised().writer(), now);
        }
    }

    void on(QuorumMessage.Readmit readmit) {
        if (voice() == Voice.LEARNING
                && readmit.life() == life
                && readmit.epoch().equals(promised())) {
            keep(vote.with(Voice.VOTING));
            acknowledge(promised().writer(), false);
        }
    }

    // ---- what a candidate says

    void on(String from, QuorumMessage.Seal seal, long now) {
        Epoch epoch = seal.epoch();
        QuorumMessage.@Nullable Refused refusal = seal(epoch, now);
        effects.send(
                from, refusal != null ? refusal : new QuorumMessage.Promised(epoch, log.last(), committed, lives()));
    }

    /** Promises, or says why not. Idempotent. */
    QuorumMessage.@Nullable Refused seal(Epoch epoch, long now) {
        if (voice() != Voice.VOTING) {
            return new QuorumMessage.Refused(epoch, QuorumMessage.Reason.AMNESIAC, promised(), 0);
        }
        if (promised().isAfter(epoch)) {
            return new QuorumMessage.Refused(epoch, QuorumMessage.Reason.PROMISED, promised(), 0);
        }
        if (!promised().equals(epoch)) {
            long wait = guard.waitNanos(epoch.writer(), now);
            if (wait > 0) {
                return new QuorumMessage.Refused(epoch, QuorumMessage.Reason.LEASED, promised(), wait);
            }
            promise(epoch);
        }
        guard.promised(epoch.writer(), now);
        return null;
    }

    /** @return whether the records asked for are no longer kept, so that the state is wanted */
    boolean on(String from, QuorumMessage.FetchTail fetch) {
        if (voice() != Voice.VOTING || !promised().equals(fetch.epoch())) {
            refuse(from, fetch.epoch(), QuorumMessage.Reason.PROMISED, 0);
            return false;
        }
        long after = fetch.after();
        if (after < log.base().index()) {
            return true;
        }
        if (after < log.lastIndex()) {
            List<LogRecord> records = log.slice(after + 1, settings.messageBytesMax());
            effects.send(from, new QuorumMessage.Tail(promised(), log.at(after), records, committed));
        }
        return false;
    }

    /** Takes a part of the furthest log into this one, whose node has sealed the epoch. */
    void adopt(QuorumMessage.Tail tail, long now) {
        follow(settings.node(), tail.epoch(), now);
        if (matches(tail.after())) {
            received = Math.max(received, take(tail.after().index(), tail.records()));
            commit(Math.min(tail.committed(), received));
        }
    }

    private void refuse(String from, Epoch epoch, QuorumMessage.Reason reason, long wait) {
        effects.send(from, new QuorumMessage.Refused(epoch, reason, promised(), wait));
    }

    private void promise(Epoch epoch) {
        keep(vote.promise(epoch));
    }

    // ---- memory and its loss

    /** Learns of lives; true if anything was news. */
    boolean learn(Lives others) {
        return keep(vote.learn(others));
    }

    /** Others told what may have been promised in earlier lives. */
    void recollect(Epoch highest) {
        keep(vote.promise(highest).with(Voice.LEARNING));
    }

    /** Nobody has a memory, so there is nothing to contradict. */
    void found(Lives together) {
        keep(vote.found(together));
    }

    /** @return whether it changed */
    private boolean keep(Vote changed) {
        if (changed.equals(vote)) {
            return false;
        }
        vote = changed;
        effects.keepVote(vote);
        return true;
    }

    /** The whole state at {@code position} was taken over. */
    void restored(Position position) {
        boolean kept = log.knows(position);
        log.rebase(position);
        committed = position.index();
        received = Math.max(received, committed);
        durable = !settings.durable() ? log.lastIndex() : kept ? durable : 0;
    }

    // ---- as the writer's own copy

    /** This replica's node writes in {@code epoch}, which it has promised: its log is the writer's. */
    void lead(Epoch epoch, long now) {
        follow(settings.node(), epoch, now);
        received = log.lastIndex();
    }

    long write(LogRecord record) {
        log.append(record);
        received = log.lastIndex();
        stored(received, List.of(record));
        return received;
    }

    void renewGuard(long now) {
        guard.heard(settings.node(), now);
    }

    /** Applies what became stable. */
    void commit(long upTo) {
        while (committed < upTo) {
            LogRecord record = log.get(committed + 1);
            committed++;
            effects.apply(committed, record);
        }
        log.trim(committed, (long) retention * settings.retainedBytes());
    }

    /** While a replica takes the state more records are kept, so that it can go on from there. */
    void retain(boolean longer) {
        retention = longer ? 4 : 1;
    }

    private boolean isWriter() {
        return writing.writer().equals(settings.node());
    }

    private boolean learning() {
        return voice() != Voice.VOTING;
    }

    RecordLog log() {
        return log;
    }

    LeaseGuard guard() {
        return guard;
    }

    Voice voice() {
        return vote.voice();
    }

    Epoch promised() {
        return vote.promised();
    }

    Epoch writing() {
        return writing;
    }

    Lives lives() {
        return vote.lives();
    }

    Lives founders() {
        return vote.founders();
    }

    long life() {
        return life;
    }

    long received() {
        return received;
    }

    /** What this replica may acknowledge. */
    long durable() {
        return Math.min(received, durable);
    }

    long committed() {
        return committed;
    }
}
