/**
 * The durable side of a connection: what it is, what happened to it, and what may be decided about it.
 *
 * <p>{@link dev.holdfast.protocol.connection.Connection#decide} turns a command into events and effects, and
 * {@link dev.holdfast.protocol.connection.Connection#evolve} folds events into state, live and in replay alike (I10). Per-packet
 * state lives in {@code southside}. Start reading at {@link dev.holdfast.protocol.connection.ConnectionEvent}.
 */
@NullMarked
package dev.holdfast.protocol.connection;

import org.jspecify.annotations.NullMarked;
