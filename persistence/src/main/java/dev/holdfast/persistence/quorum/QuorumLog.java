package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.PresentStates;
import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.LogRecord;
import dev.holdfast.protocol.quorum.Member;
import dev.holdfast.protocol.quorum.Position;
import dev.holdfast.protocol.quorum.QuorumEffects;
import dev.holdfast.protocol.quorum.QuorumMessage;
import dev.holdfast.protocol.quorum.QuorumSettings;
import dev.holdfast.protocol.quorum.ReplicaMemory;
import dev.holdfast.protocol.quorum.StateSource;
import dev.holdfast.protocol.quorum.Vote;
import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hosts this node's part in one log: the pure {@link Member}, the state that stable records are applied to, and the appends that
 * wait. What was submitted while a record was on its way goes into the next one (group commit).
 *
 * <p>Owned by the journal's thread, but for {@link #submit}, {@link #takeOver}, {@link #listener} and what only reads.
 */
final class QuorumLog implements QuorumEffects, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QuorumLog.class);
    /** With what a frame needs besides it is less than half a mebibyte: no block of the transport's memory is half empty. */
    private static final int RECORD_BYTES = 508 << 10;

    private static final long STATUS_NANOS = 20_000_000;

    /** A restarted node applies so much again, at most about. */
    private static final long APPLIED_BYTES = 8L << 20;

    private static final OwnerListener NOBODY = new OwnerListener() {
        @Override
        public void opened(Epoch epoch) {}

        @Override
        public void leaseUntil(long nanos) {}

        @Override
        public void deposed(Epoch by) {}

        @Override
        public void writerLost() {}
    };

    private record Submitted(List<StoreOperation> operations, int weight, CompletableFuture<Void> done) {}

    private record Waiting(long index, List<Submitted> appends) {}

    private final String name;
    private final Transport transport;
    private final QuorumSettings settings;
    private final Consumer<Throwable> onBroken;
    private final ReplicaState state;
    private final @Nullable ReplicaDisk disk;
    private long appliedBytes;
    private final Member member;
    private final Queue<Submitted> submitted = new ConcurrentLinkedQueue<>();
    private final Deque<Submitted> next = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final AtomicBoolean drainPlanned = new AtomicBoolean();
    private volatile OwnerListener listener = NOBODY;
    private volatile boolean open;
    private volatile LogStatus status;
    private long statusNanos;
    private long stableIndex;
    private volatile boolean broken;

    /**
     * @param life of this node, if it has no memory of this log
     * @param disk what outlives the node; null if nothing does
     * @param onBroken hears once, on any thread, that the copy here is worth nothing
     */
    QuorumLog(
            String name,
            Transport transport,
            QuorumSettings settings,
            long life,
            IntFunction<JournalStore> stores,
            @Nullable ReplicaDisk disk,
            Consumer<Throwable> onBroken) {
        this.name = name;
        this.onBroken = onBroken;
        this.transport = transport;
        this.settings = settings;
        this.disk = disk;
        this.state = new ReplicaState(stores, disk == null ? 0 : disk.copy(), this::failed);
        long now = System.nanoTime();
        ReplicaMemory memory = disk == null ? null : disk.memory();
        this.member = memory == null
                ? Member.withoutMemory(settings, life, this, now)
                : Member.withMemory(settings, memory, this, now);
        if (disk != null) {
            disk.start(this::failed);
        }
        if (memory != null) {
            LOG.info("{}: remembers {} and the journal up to {}", name, memory.vote(), member.last());
        }
        this.status = describe(now);
    }

    // ---- for any thread

    JournalStore store() {
        return state.store();
    }

    LogStatus status() {
        return status;
    }

    /** Whether this node's copy could not be written, so that it is no replica any more. */
    boolean isBroken() {
        return broken;
    }

    void listener(OwnerListener owner) {
        listener = owner;
    }

    /** Whether so many bytes in all may wait for a majority. */
    boolean hasRoom(long bytes) {
        return open && bytes <= settings.unstableBytesMax();
    }

    /** Something about what the records applied so far come to; nothing has to be read for it. */
    <T> CompletableFuture<T> present(Function<PresentStates, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        transport.execute(() -> answer.complete(question.apply(state.states())));
        return answer;
    }

    void takeOver() {
        transport.execute(() -> member.takeOver(System.nanoTime()));
    }

    void stepDown() {
        transport.execute(() -> {
            boolean took = member.role() != Member.Role.FOLLOWER;
            member.stepDown(System.nanoTime());
            giveWay("this node gave the journal up");
            if (took) {
                listener.deposed(member.promised()); // after an opened() that the caller could not have seen yet
            }
        });
    }

    CompletableFuture<Void> submit(List<StoreOperation> operations) {
        int weight = operations.stream().mapToInt(StoreOperation::weight).sum();
        Submitted append = new Submitted(operations, weight, new CompletableFuture<>());
        submitted.add(append);
        if (drainPlanned.compareAndSet(false, true)) {
            transport.execute(this::drain);
        }
        return append.done();
    }

    // ---- on the journal's thread

    void received(String from, long life, QuorumMessage message) {
        if (!broken) {
            member.receive(from, life, message, System.nanoTime());
        }
    }

    void connected(String node) {
        if (!broken) {
            member.connected(node, System.nanoTime());
        }
    }

    long tick(long now) {
        if (broken) {
            return Long.MAX_VALUE;
        }
        long due = member.tick(now);
        if (now - statusNanos > STATUS_NANOS) {
            status = describe(now);
            statusNanos = now;
        }
        return due;
    }

    private LogStatus describe(long now) {
        boolean heard = member.role() == Member.Role.WRITER ? open : member.guardedUntil() > now;
        return new LogStatus(
                member.role(),
                member.voice(),
                member.promised(),
                member.committed(),
                member.last().index(),
                heard,
                member.progress(now));
    }

    private void drain() {
        drainPlanned.set(false);
        for (Submitted append = submitted.poll(); append != null; append = submitted.poll()) {
            next.add(append);
        }
        write();
    }

    private void write() {
        while (!next.isEmpty()) {
            if (!open) {
                refuse(next, "another node writes this journal");
                return;
            }
            List<Submitted> group = new ArrayList<>();
            List<StoreOperation> operations = new ArrayList<>();
            int weight = 0;
            for (Submitted append : next) {
                if (!group.isEmpty() && weight + append.weight() > RECORD_BYTES) {
                    break;
                }
                weight += append.weight();
                group.add(append);
                operations.addAll(append.operations());
            }
            if (!member.hasRoom(weight)) {
                return;
            }
            Payload record = StoreOperation.encode(operations, transport::memory);
            long index = member.append(record, System.nanoTime());
            record.release();
            if (index == Member.NOT_TAKEN) {
                return;
            }
            group.forEach(_ -> next.removeFirst());
            waiting.add(new Waiting(index, group));
            settle();
        }
    }

    private void settle() {
        while (!waiting.isEmpty() && waiting.getFirst().index() <= stableIndex) {
            for (Submitted append : waiting.removeFirst().appends()) {
                append.done().complete(null);
            }
        }
    }

    private void refuse(Deque<Submitted> appends, String why) {
        JournalException refusal = new JournalException(name + ": " + why);
        for (Submitted append = appends.poll(); append != null; append = appends.poll()) {
            append.done().completeExceptionally(refusal);
        }
    }

    /** On any thread: this copy is not what the log says, so it is none any more; the others are. */
    void failed(Throwable fault) {
        if (!broken) {
            broken = true;
            LOG.error("{}: the journal's copy on this node is no copy any more", name, fault);
            onBroken.accept(fault);
        }
    }

    // ---- QuorumEffects

    @Override
    public void send(String to, QuorumMessage message) {
        transport.send(to, name, message);
    }

    /** A replica that answers from memory has nothing to keep: restarted, it learns from the others what it may have promised. */
    @Override
    public void keepVote(Vote vote) {
        if (disk != null) {
            disk.keep(vote, () -> confirm(() -> member.kept(vote)));
        }
    }

    @Override
    public void store(long first, List<LogRecord> records) {
        Position last =
                new Position(first + records.size() - 1, records.getLast().epoch());
        Objects.requireNonNull(disk).store(first, records, () -> confirm(() -> member.stored(last, System.nanoTime())));
    }

    private void confirm(Runnable word) {
        transport.execute(() -> {
            if (!broken) {
                word.run();
            }
        });
    }

    @Override
    public void apply(long index, LogRecord record) {
        try {
            state.apply(record.payload());
        } catch (JournalException damaged) {
            failed(damaged);
        }
        if (disk != null) {
            applied(disk, index, record);
        }
    }

    /** Now and then the disk is told what the store has, so that it need not keep the records. */
    private void applied(ReplicaDisk records, long index, LogRecord record) {
        appliedBytes += record.payload().length();
        if (appliedBytes < APPLIED_BYTES) {
            return;
        }
        appliedBytes = 0;
        int number = state.number();
        state.settled().thenRun(() -> {
            if (!broken) {
                records.applied(number, new Position(index, record.epoch()));
            }
        });
    }

    @Override
    public StateSource readState() {
        return state.read();
    }

    @Override
    public void beginRestore() {
        LOG.info("{}: takes over the whole journal from another node", name);
        state.beginRestore();
    }

    @Override
    public void restore(Payload part) {
        try {
            state.restore(part);
        } catch (JournalException damaged) {
            failed(damaged);
        }
    }

    @Override
    public void endRestore(Position position) {
        state.endRestore();
        if (disk != null) {
            Runnable stored = () -> confirm(() -> member.stored(position, System.nanoTime()));
            disk.restored(state.number(), position, state.settled(), stored);
        }
        LOG.info("{}: has the journal up to {}", name, position);
    }

    @Override
    public void opened(Epoch epoch, long last) {
        LOG.info("{}: this node writes the journal from {} on, in epoch {}", name, last, epoch);
        open = true;
        stableIndex = last;
        listener.opened(epoch);
    }

    @Override
    public void stable(long index) {
        stableIndex = index;
        settle();
        if (!next.isEmpty() && drainPlanned.compareAndSet(false, true)) {
            transport.execute(this::drain);
        }
    }

    @Override
    public void leaseUntil(long nanos) {
        listener.leaseUntil(nanos);
    }

    @Override
    public void deposed(Epoch by) {
        LOG.info("{}: gave way to epoch {}", name, by);
        giveWay("epoch " + by + " is sealed");
        listener.deposed(by);
    }

    /** Whether what waits is stable the next writer decides; here nobody is told that it is. */
    private void giveWay(String why) {
        open = false;
        Deque<Submitted> lost = new ArrayDeque<>(next);
        next.clear();
        waiting.forEach(each -> lost.addAll(each.appends()));
        waiting.clear();
        refuse(lost, why);
    }

    @Override
    public void writerLost() {
        status = status.silent();
        listener.writerLost();
    }

    @Override
    public void close() {
        if (disk != null) {
            disk.close();
        }
        state.close();
    }
}
