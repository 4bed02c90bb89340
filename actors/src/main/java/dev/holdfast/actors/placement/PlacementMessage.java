package dev.holdfast.actors.placement;

import akka.actor.typed.ActorRef;
import dev.holdfast.actors.connection.ConnectionSummary;

/** What travels between nodes about connections' places; {@link PlacementSerializer} knows the bytes. */
public sealed interface PlacementMessage {

    /** Asks for a connection, wherever it lives; exactly one answer comes, or none if a node dies. */
    record Find(String connection, ActorRef<Answer> replyTo) implements PlacementMessage, PlacedConnection.Command {}

    /** What a connection's place answers. */
    sealed interface Answer extends PlacementMessage {
        /** Of the node that answers. */
        String node();
    }

    /** The node owns the connection's address, and this is what the persistent actor knows. */
    record Found(String node, ConnectionSummary summary) implements Answer {}

    /** The node does not own the address, any more or yet: ask again soon. */
    record NotOwner(String node) implements Answer {}
}
