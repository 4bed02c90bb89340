package dev.holdfast.interceptors.process;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import java.util.List;

/** Crash or close (I5)? */
public sealed interface Ruling {

    /** The program ended the connection: the packet passes once the event is stable. */
    record Closed(CloseCause cause) implements Ruling {}

    /** These processes died under it: the packet is swallowed. Empty if nobody knows who they were. */
    record Crashed(List<Integer> pids) implements Ruling {

        public Crashed {
            pids = List.copyOf(pids);
        }
    }
}
