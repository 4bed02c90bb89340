package dev.holdfast.testkit;

import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionCommand;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.Decision;
import java.util.ArrayList;
import java.util.List;

/** Facts as the connection's pure core accepts them, without an actor. */
final class FactsInMemory implements Facts {

    private final List<ConnectionEvent> all = new ArrayList<>();
    private Connection connection = new Connection.New();

    @Override
    public void add(ConnectionEvent fact) {
        switch (Connection.decide(connection, new ConnectionCommand.JournalEvents(List.of(fact)))) {
            case Decision.Accepted accepted -> accepted.events().forEach(this::keep);
            case Decision.Refused refused -> throw new SimulationFailure("refused: " + fact + ": " + refused.why());
        }
    }

    private void keep(ConnectionEvent fact) {
        connection = Connection.evolve(connection, fact);
        all.add(fact);
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public List<ConnectionEvent> all() {
        return List.copyOf(all);
    }

    @Override
    public void writerDied() {}
}
