/**
 * A node put together: links, packet path, actor system, servers, and the admin socket.
 *
 * <p>{@link dev.holdfast.actors.node.Node} starts the parts in the order that the design asks for (state before address) and takes
 * them down in reverse; {@code VirtualAddress} is everything of one VIP. Nothing here decides about connections.
 */
@NullMarked
package dev.holdfast.actors.node;

import org.jspecify.annotations.NullMarked;
