package dev.holdfast.protocol.southside;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the server program's own closing, in its present life: a FIN or RST of the kernel that it does not explain is
 * a crash, and one that it explains waits until the closing is stable (I5).
 */
final class ProgramClosing {

    private final CloseWitness witness;
    private final Outbox out;
    private @Nullable CloseCause known;
    private int unstable;

    ProgramClosing(CloseWitness witness, Outbox out) {
        this.witness = witness;
        this.out = out;
    }

    /**
     * Whether the program itself caused a FIN or RST; remembers, and records it, when it learns so. That it shut down its sending
     * side explains no RST: it may have been killed since. While a connection is being rebuilt, the kernel alone is no witness of a
     * RST: it may refuse what we forged.
     */
    boolean explains(boolean reset, boolean rebuilding) {
        if (known != null && !(reset && known == CloseCause.SHUTDOWN)) {
            return true;
        }
        CloseCause cause = witness.closedBy(reset);
        if (reset && rebuilding && cause == CloseCause.KERNEL_WITNESS) {
            return false;
        }
        if (cause != null && cause != known) {
            known = cause;
            unstable++;
            out.record(new ServerClosed(cause));
        }
        return cause != null;
    }

    /** Whether the program will neither read nor write any more. */
    boolean hasLetGo() {
        if (!explains(false, false)) {
            return false;
        }
        if (known != CloseCause.SHUTDOWN) {
            return true;
        }
        CloseCause since = witness.closedBy(true);
        return since != null && since != CloseCause.KERNEL_WITNESS;
    }

    boolean isStable() {
        return unstable == 0;
    }

    /** One recorded closing is stable. */
    void confirmed() {
        unstable--;
    }

    /** The process died: its successor has closed nothing yet. */
    void newLife() {
        known = null;
    }
}
