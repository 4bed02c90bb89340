package dev.holdfast.testkit;

import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import java.util.List;

/**
 * Where the facts of one connection are kept once they are stable, in the order in which they became so.
 *
 * <p>The simulator decides when that is; these only keep them. Called on the scenario's thread.
 */
public interface Facts {

    /** @throws SimulationFailure if the fact is refused */
    void add(ConnectionEvent fact);

    /** What a successor finds: the state that follows from the facts. */
    Connection connection();

    /** All facts, oldest first. */
    List<ConnectionEvent> all();

    /** The node that wrote them is dead; nothing that was added is lost. */
    void writerDied();
}
