package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.util.List;

/**
 * Addresses that are placed in this host; closing it puts the host back as it was, in reverse order.
 *
 * <p>Close it before the inner link, and in a thread of the same network namespace.
 */
public final class VipClaim implements AutoCloseable {

    private final VipPlacement placement;
    private final List<IpAddress> vips;
    private final Nic nic;
    private final String tun;
    private final UndoLog log;
    private boolean closed;

    VipClaim(VipPlacement placement, List<IpAddress> vips, Nic nic, String tun, UndoLog log) {
        this.placement = placement;
        this.vips = List.copyOf(vips);
        this.nic = nic;
        this.tun = tun;
        this.log = log;
    }

    /** Whether the kernel would serve the addresses past the wrap, by its configuration at this moment. */
    public BypassResult check() throws IOException {
        return new BypassCheck(placement, new Guard(vips, nic.name(), tun)).result();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try (log) {
                log.undo();
            }
        }
    }
}
