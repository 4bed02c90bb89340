package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.wire.Segment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Server output that waits, in order, until what it depends on is stable (I2). Bounded in bytes (I11).
 */
final class HeldOutput {

    /**
     * @param offset outbound offset of the segment's first byte
     * @param dependsOn inbound offset up to which the client's bytes must be stable
     * @param ticket number of recorded outcomes that must be stable
     * @param closes whether the program's closing must be stable, too (I5)
     */
    record Held(Segment segment, long offset, long dependsOn, long ticket, boolean closes) {

        long end() {
            return offset + segment.len();
        }

        /** With a payload of its own. */
        Held owned() {
            return new Held(segment.owned(), offset, dependsOn, ticket, closes);
        }

        int cost() {
            return segment.payload().length() + 256;
        }
    }

    private final int bytesMax;
    private final Deque<Held> queue = new ArrayDeque<>();
    private int bytes;

    HeldOutput(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Whether {@code again} repeats, with all its bytes, what waits already. */
    boolean covers(Held again) {
        Held last = queue.peekLast();
        return last != null && again.segment.len() > 0 && again.end() <= last.end();
    }

    /** Keeps {@code held}; false if there is no room. */
    boolean add(Held held) {
        if (bytes + held.cost() > bytesMax) {
            return false;
        }
        bytes += held.cost();
        queue.add(held);
        return true;
    }

    @Nullable
    Held peek() {
        return queue.peekFirst();
    }

    void remove() {
        bytes -= queue.removeFirst().cost();
    }

    void clear() {
        queue.clear();
        bytes = 0;
    }
}
