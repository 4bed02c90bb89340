package dev.holdfast.protocol.northside;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import java.util.List;

/** What the shim's records say about the end of a connection (I5). */
public sealed interface CloseVerdict {

    /** The program did it: the packet passes once the record is stable. */
    record ClosedByProgram(CloseCause cause) implements CloseVerdict {}

    /** No record explains it and these processes hold the socket: only the kernel knows what became of them. */
    record HeldOpen(List<Integer> pids) implements CloseVerdict {

        public HeldOpen {
            pids = List.copyOf(pids);
        }
    }

    /** The last holders were killed, so the packet is a crash. */
    record HoldersKilled(List<Integer> pids) implements CloseVerdict {

        public HoldersKilled {
            pids = List.copyOf(pids);
        }
    }

    /** No process reported this connection: it may wait in a listener's backlog, or was accepted past the shim. */
    record NeverAccepted() implements CloseVerdict {}
}
