/**
 * Where each connection lives: Cluster Sharding finds a connection's persistent actor from any node of the cluster.
 *
 * <p>The shards of an address follow its owner, as the journal's epoch names it. Sharding finds; it neither hosts the persistent
 * actors nor decides who may write (a keeper does the one, the journal the other), so a takeover does not wait for it.
 */
@NullMarked
package dev.holdfast.actors.placement;

import org.jspecify.annotations.NullMarked;
