package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.southside.HeldOutput.Held;
import java.util.function.Consumer;

/** The output commit rule: a segment of the server leaves when all that it depends on is stable (I2, I5), in order. */
final class OutputCommit {

    private final InboundLog log;
    private final ProgramClosing closing;
    private final ClientInquiry inquiry;
    private final HeldOutput held;
    private final Consumer<Held> delivery;
    private long stableTicket;

    /** @param delivery gets what may leave; it may call {@link #clear} */
    OutputCommit(
            InboundLog log, ProgramClosing closing, ClientInquiry inquiry, int heldBytesMax, Consumer<Held> delivery) {
        this.log = log;
        this.closing = closing;
        this.inquiry = inquiry;
        this.held = new HeldOutput(heldBytesMax);
        this.delivery = delivery;
    }

    /** Lets {@code output} leave or keeps a copy of it; false if there is no room for one. */
    boolean offer(Held output) {
        if (held.isEmpty() && isReleasable(output)) {
            delivery.accept(output);
            return true;
        }
        return held.covers(output) || held.add(output.owned());
    }

    private boolean isReleasable(Held output) {
        return inquiry.isAnswered()
                && output.dependsOn() <= log.stableEnd()
                && output.ticket() <= stableTicket
                && (!output.closes() || closing.isStable());
    }

    /** Lets go what waits no longer. */
    void release() {
        for (Held next = held.peek(); next != null && isReleasable(next); next = held.peek()) {
            held.remove();
            delivery.accept(next);
        }
    }

    /** The recorded outcomes up to {@code ticket} are stable. */
    void outcomesStable(long ticket) {
        stableTicket = Math.max(stableTicket, ticket);
        release();
    }

    /** Whether nothing waits. */
    boolean isIdle() {
        return held.isEmpty();
    }

    /** Forgets what waits: who said it is dead, or nobody listens. */
    void clear() {
        held.clear();
    }
}
