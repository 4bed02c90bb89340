package dev.holdfast.protocol.quorum;

import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says nothing while a vote is on its way to the disk: whatever is said then may rest on it. In order, and the oldest is dropped
 * when too much waits, as a network would. Owned by the member's thread.
 */
final class KeptFirst implements QuorumEffects {

    private static final int HELD_MAX = 1024;

    private record Held(String to, QuorumMessage message) {}

    private final QuorumEffects host;
    private final Deque<Held> held = new ArrayDeque<>();
    private @Nullable Vote awaited;

    KeptFirst(QuorumEffects host) {
        this.host = host;
    }

    @Override
    public void keepVote(Vote vote) {
        awaited = vote;
        host.keepVote(vote);
    }

    void kept(Vote vote) {
        if (!vote.equals(awaited)) {
            return;
        }
        awaited = null;
        while (!held.isEmpty()) {
            Held next = held.removeFirst();
            host.send(next.to(), next.message());
            forEachPayload(next.message(), Payload::release);
        }
    }

    @Override
    public void send(String to, QuorumMessage message) {
        if (awaited == null) {
            host.send(to, message);
            return;
        }
        if (held.size() == HELD_MAX) {
            forEachPayload(held.removeFirst().message(), Payload::release);
        }
        forEachPayload(message, Payload::hold);
        held.addLast(new Held(to, message));
    }

    private static void forEachPayload(QuorumMessage message, Consumer<Payload> action) {
        switch (message) {
            case QuorumMessage.Append append -> append.records().forEach(record -> action.accept(record.payload()));
            case QuorumMessage.Tail tail -> tail.records().forEach(record -> action.accept(record.payload()));
            case QuorumMessage.StateChunk chunk -> action.accept(chunk.payload());
            case QuorumMessage.Appended _,
                    QuorumMessage.Refused _,
                    QuorumMessage.Seal _,
                    QuorumMessage.Promised _,
                    QuorumMessage.FetchTail _,
                    QuorumMessage.Release _,
                    QuorumMessage.Rejoin _,
                    QuorumMessage.Rejoined _,
                    QuorumMessage.Readmit _,
                    QuorumMessage.StateTaken _ -> {
                // carries no records
            }
        }
    }

    // ---- what says nothing to others

    @Override
    public void store(long first, List<LogRecord> records) {
        host.store(first, records);
    }

    @Override
    public void apply(long index, LogRecord record) {
        host.apply(index, record);
    }

    @Override
    public StateSource readState() {
        return host.readState();
    }

    @Override
    public void beginRestore() {
        host.beginRestore();
    }

    @Override
    public void restore(Payload part) {
        host.restore(part);
    }

    @Override
    public void endRestore(Position position) {
        host.endRestore(position);
    }

    @Override
    public void opened(Epoch epoch, long last) {
        host.opened(epoch, last);
    }

    @Override
    public void stable(long index) {
        host.stable(index);
    }

    @Override
    public void leaseUntil(long nanos) {
        host.leaseUntil(nanos);
    }

    @Override
    public void deposed(Epoch by) {
        host.deposed(by);
    }

    @Override
    public void writerLost() {
        host.writerLost();
    }
}
