package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a FIN or RST of the server's kernel is the program's doing (I5); asked when one is seen, and again as long as
 * the program only shut down its sending side.
 *
 * <p>{@code SHUTDOWN} stands for the sending side alone. A program that lets go of both sides, or of the descriptor, is
 * {@code CLOSE}.
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
