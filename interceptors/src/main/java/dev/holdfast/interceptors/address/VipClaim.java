package dev.holdfast.interceptors.address;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * Addresses that are placed in this host; closing it puts the host back as it was, in reverse order.
 *
 * <p>Close it before the inner link, and in a thread of the same network namespace.
 */
public final class VipClaim implements AutoCloseable {

    private final VipPlacement placement;
    private final Guard guard;
    private final UndoLog log;
    private final InnerRoute route;
    private boolean closed;

    VipClaim(VipPlacement placement, Guard guard, UndoLog log, InnerRoute route) {
        this.placement = placement;
        this.guard = guard;
        this.log = log;
        this.route = route;
    }

    InnerRoute route() {
        return route;
    }

    /**
     * Makes the servers' route as it is wanted at the moment. Waits for commands; any thread.
     *
     * @param rebuilding whether the connections that servers accept from now on are rebuilt ones; asked when the turn comes, so that the last
     *     wish counts, whichever caller comes last
     */
    public synchronized void keepRoute(BooleanSupplier rebuilding) throws IOException {
        if (!closed) {
            route.rebuilding(rebuilding.getAsBoolean());
        }
    }

    /** Whether the kernel would serve the addresses past the wrap, by its configuration at this moment. */
    public BypassResult check() throws IOException {
        return new BypassCheck(placement, guard).result();
    }

    /** What has become of the packet filter that keeps the kernel from serving the addresses itself. */
    public enum GuardState {
        IN_PLACE,
        /** Somebody had removed it, as whoever loads the host's own packet filter anew does. */
        PUT_BACK,
        /** It is gone, and the kernel takes it no more: the addresses must leave this host. */
        REFUSED
    }

    /** Puts the guard back if somebody removed it. Waits for commands; beside {@link #close} any thread may call it. */
    public synchronized GuardState keepGuard() throws IOException {
        if (closed || guard.missing().isEmpty()) {
            return GuardState.IN_PLACE;
        }
        return guard.replace() ? GuardState.PUT_BACK : GuardState.REFUSED;
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            try (log) {
                log.undo();
            }
        }
    }
}
