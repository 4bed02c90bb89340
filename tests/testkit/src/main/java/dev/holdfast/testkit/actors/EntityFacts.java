package dev.holdfast.testkit.actors;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import dev.holdfast.actors.connection.ConnectionEntity;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.testkit.Facts;
import dev.holdfast.testkit.SimulationFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Facts that a real {@link ConnectionEntity} journals, serialized as in production, into Akka's persistence test kit.
 *
 * <p>Each fact is one batch, and the scenario's thread waits for the answer. When the node dies its entity is stopped; the next
 * fact starts another one from what is journaled.
 */
public final class EntityFacts implements Facts {

    private final ActorTestKit kit;
    private final PersistenceTestKit journal;
    private final TestProbe<ConnectionEntity.Reply> replies;
    private final String name;
    private @Nullable ActorRef<ConnectionEntity.Command> entity;
    private long batch;

    /**
     * @param kit with the configuration of {@link ConnectionActors}
     * @param name the entity's, unique in its actor system
     */
    public EntityFacts(ActorTestKit kit, String name) {
        this.kit = kit;
        this.journal = PersistenceTestKit.create(kit.system());
        this.replies = kit.createTestProbe(ConnectionEntity.Reply.class);
        this.name = name;
    }

    @Override
    public void add(ConnectionEvent fact) {
        if (entity == null) {
            entity = kit.spawn(ConnectionEntity.create(name));
        }
        entity.tell(new ConnectionEntity.Append(++batch, List.of(fact), replies.ref()));
        if (replies.receiveMessage() instanceof ConnectionEntity.Refused refused) {
            throw new SimulationFailure("the entity refused " + fact + ": " + refused.why());
        }
    }

    @Override
    public List<ConnectionEvent> all() {
        return journal.persistedInStorage(name).stream()
                .map(ConnectionEvent.class::cast)
                .toList();
    }

    @Override
    public Connection connection() {
        Connection found = new Connection.New();
        for (ConnectionEvent fact : all()) {
            found = Connection.evolve(found, fact);
        }
        return found;
    }

    @Override
    public void writerDied() {
        if (entity != null) {
            kit.stop(entity);
            entity = null;
        }
    }
}
