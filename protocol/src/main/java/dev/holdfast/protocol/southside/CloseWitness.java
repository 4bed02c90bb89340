package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a FIN or RST of the server's kernel is the program's doing (I5); asked when one is seen, and again, as for a RST,
 * as long as the program only shut down its sending side.
 *
 * <p>For a RST, {@code KERNEL_WITNESS} means that the program lives and still holds the connection; {@code SHUTDOWN}, that it
 * shut down both sides.
 */
@FunctionalInterface
public interface CloseWitness {

    /**
     * Why the server program closed this connection, or null if it did not: then the process died.
     *
     * @param reset whether a RST is to be explained, not a FIN
     */
    @Nullable
    CloseCause closedBy(boolean reset);
}
