/**
 * What can be seen of a running node: one snapshot, and from it the status document, the metrics, the health and the live page.
 *
 * <p>Only {@link dev.holdfast.actors.watch.NodeSnapshot} is made on the packet loop; everything else is made of it elsewhere. Nothing here
 * changes a node, and no payload is ever read. Start with {@link dev.holdfast.actors.watch.StatusDocument}.
 */
@NullMarked
package dev.holdfast.actors.watch;

import org.jspecify.annotations.NullMarked;
