package dev.holdfast.protocol.quorum;

import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Sends the whole state to a replica that is too far behind, a bounded window of parts at a time. Owned by the member's thread. */
final class StateTransfer {

    private static final int PARTS_MAX = 16;
    private static final int PART_BYTES_MAX = 256 << 10;

    /** A receiver that just started on a busy host is slow, not gone. */
    private static final int PATIENCE_LEASES = 10;

    private static final int RETRY_LEASES_MAX = 2;

    private final QuorumSettings settings;
    private final QuorumEffects effects;
    private final String to;
    private final Epoch epoch;
    private final long id;
    private final Position position;
    private final int partBytes;
    private final StateSource source;
    private final Deque<QuorumMessage.StateChunk> unanswered = new ArrayDeque<>();
    private @Nullable Payload ahead;
    private int number;
    private boolean allRead;

    /** The state ended before its end: what was sent is no state. */
    private boolean cut;

    private long sentAt;
    private long answeredAt;
    private long retryNanos;

    StateTransfer(
            QuorumSettings settings,
            QuorumEffects effects,
            String to,
            Epoch epoch,
            long id,
            Position position,
            long now) {
        this.settings = settings;
        this.effects = effects;
        this.to = to;
        this.epoch = epoch;
        this.id = id;
        this.position = position;
        this.partBytes = Math.min(PART_BYTES_MAX, settings.messageBytesMax());
        this.retryNanos = settings.leaseNanos();
        this.source = effects.readState();
        this.ahead = source.next(partBytes);
        this.answeredAt = now;
        pump(now);
    }

    Epoch epoch() {
        return epoch;
    }

    Position position() {
        return position;
    }

    private void pump(long now) {
        while (!allRead && unanswered.size() < PARTS_MAX) {
            Payload part = ahead == null ? Payload.EMPTY : ahead;
            ahead = ahead == null ? null : source.next(partBytes);
            allRead = ahead == null;
            if (allRead && !source.isWhole()) {
                cut = true;
                return;
            }
            unanswered.add(new QuorumMessage.StateChunk(epoch, id, position, number++, allRead, part));
            effects.send(to, unanswered.getLast());
            sentAt = now;
        }
    }

    /** Whether the receiver waits for a part that it had taken already: it was restarted, and needs all of them again. */
    boolean isForgotten(QuorumMessage.StateTaken taken) {
        return taken.transfer() == id && taken.epoch().equals(epoch) && taken.next() < number - unanswered.size();
    }

    /** @return whether all is taken */
    boolean on(QuorumMessage.StateTaken taken, long now) {
        if (cut || taken.transfer() != id || !taken.epoch().equals(epoch)) {
            return false;
        }
        while (!unanswered.isEmpty() && unanswered.getFirst().number() < taken.next()) {
            unanswered.removeFirst();
            answeredAt = now;
            retryNanos = settings.leaseNanos();
        }
        if (taken.next() == Integer.MAX_VALUE) {
            return true;
        }
        pump(now);
        return allRead && !cut && unanswered.isEmpty();
    }

    /** Repeats what was not answered, ever more slowly. @return false if there was no answer for too long, or there is no more to send */
    boolean tick(long now) {
        if (cut) {
            return false;
        }
        if (now - Math.max(sentAt, answeredAt) >= retryNanos) {
            unanswered.forEach(part -> effects.send(to, part));
            sentAt = now;
            retryNanos = Math.min(2 * retryNanos, RETRY_LEASES_MAX * settings.leaseNanos());
        }
        return now - answeredAt < PATIENCE_LEASES * settings.leaseNanos();
    }

    void close() {
        source.close();
    }
}
