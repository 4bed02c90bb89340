package dev.holdfast.actors.placement;

import akka.actor.typed.ActorRef;
import dev.holdfast.actors.keeper.Keeper;
import dev.holdfast.protocol.wire.IpAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The addresses that this node owns, each with the keeper of its actors. Safe for any thread. */
public final class Keepers {

    private final Map<IpAddress, ActorRef<Keeper.Command>> present = new ConcurrentHashMap<>();

    public void put(IpAddress address, ActorRef<Keeper.Command> keeper) {
        present.put(address, keeper);
    }

    /** Nothing happens if another keeper has taken its place. */
    public void remove(IpAddress address, ActorRef<Keeper.Command> keeper) {
        present.remove(address, keeper);
    }

    Optional<ActorRef<Keeper.Command>> of(IpAddress address) {
        return Optional.ofNullable(present.get(address));
    }
}
