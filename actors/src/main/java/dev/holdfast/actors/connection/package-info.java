/**
 * Each connection as a persistent actor, and the gateway through which the packet path reaches it.
 *
 * <p>{@link dev.holdfast.actors.connection.ConnectionEntity} only persists what the pure {@code Connection} accepts. Cluster
 * sharding decides where it lives; {@link dev.holdfast.actors.connection.JournalGateway} gathers a connection's facts while
 * its previous batch is on the way (group commit by itself) and hands the confirmations back to the wrap.
 */
@NullMarked
package dev.holdfast.actors.connection;

import org.jspecify.annotations.NullMarked;
